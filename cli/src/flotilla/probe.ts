import { readFileSync } from "node:fs";
import type { SecureContextOptions } from "node:tls";
import type { ProbeOptions } from "./probe-options.ts";

/** One question to a server within a time: resolves with the answer's words when it serves, and throws when not. */
export type Ask = (url: URL, tls: ProbeTls, signal: AbortSignal) => Promise<string>;

/** What a probe needs for TLS. */
export interface ProbeTls extends Pick<SecureContextOptions, "ca" | "cert" | "key"> {
  readonly rejectUnauthorized: boolean;
}

interface Output {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/**
 * Asks a server once whether it can serve; answers the exit code, 0 or 1, and says why in one line. Loads no more of Node
 * than the question needs: it runs every few seconds, in every container.
 */
export async function probe(options: ProbeOptions, { stdout, stderr }: Output): Promise<number> {
  const { url, timeoutMs } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const ask = await loadAsk(url);
    stdout.write(`${await ask(url, readTls(options), signal)}\n`);
    return 0;
  } catch (cause) {
    const why = signal.aborted ? `no answer within ${timeoutMs} ms` : (cause as Error).message;
    stderr.write(`${url.href}: ${why}\n`);
    return 1;
  }
}

async function loadAsk({ protocol }: URL): Promise<Ask> {
  if (protocol.startsWith("grpc")) return (await import("./ask-grpc.ts")).askGrpc;
  return (await import("./ask-http.ts")).askHttp;
}

function readTls({ url, files, isInsecure }: ProbeOptions): ProbeTls {
  const rejectUnauthorized = !isInsecure;
  if (!/^(https|grpcs):$/.test(url.protocol)) return { rejectUnauthorized };
  const named = Object.entries(files).filter(([, path]) => path !== undefined);
  return { rejectUnauthorized, ...Object.fromEntries(named.map(([name, path]) => [name, readFileSync(path ?? "")])) };
}
