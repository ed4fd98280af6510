import { GatheredBytes } from "./gathered-bytes.ts";
import type { BodyLimits } from "./request-body.ts";
import { Silence } from "./silence.ts";
import { bodyTimeout, bodyTooLarge, callerGone } from "./transport-faults.ts";

/** A request's body as our own engines hand it out. */
export interface PulledBody {
  /** The last byte has come. */
  readonly isRemoteEnded: boolean;
  /** Its connection was lost, or its stream reset, before it was complete. */
  readonly isAborted: boolean;
  /** Called when something came: bytes, the end or the abort. */
  onReadable: (() => void) | undefined;
  /** Takes all that has come and was not read; undefined when nothing has. */
  read(): Buffer | undefined;
}

const nothing = Buffer.alloc(0);

/** Reads a request's body to its end: at once when all of it is there. Throws or rejects as `Exchange.readWhole` says. */
export function readWholeBody(body: PulledBody, limits: BodyLimits): Uint8Array | Promise<Uint8Array> {
  if (body.isAborted) throw callerGone();
  if (!body.isRemoteEnded) return waitForWhole(body, limits);
  const bytes = body.read() ?? nothing;
  if (bytes.length > limits.maxBytes) throw bodyTooLarge(limits.maxBytes);
  return bytes;
}

function waitForWhole(body: PulledBody, { maxBytes, idleTimeoutMs }: BodyLimits): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const gathered = new GatheredBytes();
    const leave = () => {
      silence.end();
      body.onReadable = undefined;
    };
    const fail = (fault: Error) => {
      leave();
      reject(fault);
    };
    const silence = new Silence(idleTimeoutMs, () => fail(bodyTimeout(idleTimeoutMs)));
    const take = () => {
      if (body.isAborted) return fail(callerGone());
      const part = body.read();
      if (part) {
        gathered.push(part);
        silence.break();
      }
      if (gathered.size > maxBytes) return fail(bodyTooLarge(maxBytes));
      if (!body.isRemoteEnded) return;
      leave();
      resolve(gathered.join());
    };
    body.onReadable = take;
    take();
  });
}

/**
 * Reads a request's body as it is asked for: the peer is held back while nobody reads. The pause counts only
 * while somebody waits. Rejects like {@link readWholeBody}.
 */
export async function* readBodyChunks(body: PulledBody, idleTimeoutMs: number): AsyncGenerator<Uint8Array, undefined> {
  for (;;) {
    if (body.isAborted) throw callerGone();
    const chunk = body.read();
    if (chunk) yield chunk;
    else if (body.isRemoteEnded) return;
    else await waitForNews(body, idleTimeoutMs);
  }
}

function waitForNews(body: PulledBody, idleTimeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const silence = new Silence(idleTimeoutMs, () => settle(() => reject(bodyTimeout(idleTimeoutMs))));
    const settle = (done: () => void) => {
      silence.end();
      body.onReadable = undefined;
      done();
    };
    body.onReadable = () => settle(resolve);
  });
}
