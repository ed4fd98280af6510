import { unlocMismatch } from "./faults.ts";
import type { Port } from "./port.ts";
import type { PortStore, PutResult } from "./port-store.ts";

/** What there is to say of a port before it is filed: its `unloc` and `unlocs` may be empty. */
export interface PortDraft extends Omit<Port, "unloc" | "unlocs"> {
  readonly unloc: string;
  readonly unlocs: readonly string[];
}

/** Files a port under this code. Codes are put into upper case; its own is always among `unlocs`. Throws UNLOC_MISMATCH. */
export async function putPort(
  store: PortStore,
  key: string,
  draft: PortDraft,
): Promise<{ readonly port: Port; readonly result: PutResult }> {
  const unloc = key.toUpperCase();
  if (draft.unloc !== "" && draft.unloc.toUpperCase() !== unloc) throw unlocMismatch(unloc, draft.unloc);
  const unlocs = draft.unlocs.map((code) => code.toUpperCase());
  const port = { ...draft, unloc, unlocs: unlocs.includes(unloc) ? unlocs : [unloc, ...unlocs] };
  return { port, result: await store.put(port) };
}
