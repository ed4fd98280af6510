/** What clock counts of its calls to places, and of itself. */
export interface ClientCounts {
  readonly calls: number;
  readonly retries: number;
  /** 0 closed, 1 half-open, 2 open. */
  readonly breaker: number;
  readonly residentMb: number;
}

/** Reads them from a page of metrics in Prometheus' text format. */
export function parseCounts(metrics: string): ClientCounts {
  return {
    calls: sum(metrics, /^rpc_client_duration_seconds_count\{target="places".*\} (\S+)/gm),
    retries: sum(metrics, /^rpc_client_retries_total\{target="places".*\} (\S+)/gm),
    breaker: sum(metrics, /^rpc_client_breaker_state\{target="places"\} (\S+)/gm),
    residentMb: sum(metrics, /^process_resident_memory_bytes (\S+)/gm) / 1e6,
  };
}

function sum(text: string, form: RegExp): number {
  return [...text.matchAll(form)].reduce((total, [, value]) => total + Number(value), 0);
}
