import type { Stream } from "@flotilla/http2";
import type { BodyLimits } from "./request-body.ts";
import { bodyTimeout, bodyTooLarge, callerGone } from "./transport-faults.ts";

const nothing = Buffer.alloc(0);

/** Reads a request's body to its end: at once when all of it is there. Throws or rejects as `Exchange.readWhole` says. */
export function readWholeStream(stream: Stream, limits: BodyLimits): Uint8Array | Promise<Uint8Array> {
  if (stream.isAborted) throw callerGone();
  if (!stream.isRemoteEnded) return waitForWhole(stream, limits);
  const body = stream.read() ?? nothing;
  if (body.length > limits.maxBytes) throw bodyTooLarge(limits.maxBytes);
  return body;
}

function waitForWhole(stream: Stream, { maxBytes, idleTimeoutMs }: BodyLimits): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    const leave = () => {
      clearTimeout(timer);
      stream.onReadable = undefined;
    };
    const fail = (fault: Error) => {
      leave();
      reject(fault);
    };
    const timer = setTimeout(() => fail(bodyTimeout(idleTimeoutMs)), idleTimeoutMs);
    const take = () => {
      if (stream.isAborted) return fail(callerGone());
      const part = stream.read();
      if (part) {
        size += part.length;
        parts.push(part);
        timer.refresh();
      }
      if (size > maxBytes) return fail(bodyTooLarge(maxBytes));
      if (!stream.isRemoteEnded) return;
      leave();
      resolve(parts.length === 1 ? parts[0]! : Buffer.concat(parts, size));
    };
    stream.onReadable = take;
    take();
  });
}

/**
 * Reads a request's body as it is asked for: the peer's window opens only as far as somebody reads. The pause counts only
 * while somebody waits. Rejects like {@link readWholeStream}.
 */
export async function* readStreamChunks(stream: Stream, idleTimeoutMs: number): AsyncGenerator<Uint8Array, undefined> {
  for (;;) {
    if (stream.isAborted) throw callerGone();
    const chunk = stream.read();
    if (chunk) yield chunk;
    else if (stream.isRemoteEnded) return;
    else await waitForNews(stream, idleTimeoutMs);
  }
}

function waitForNews(stream: Stream, idleTimeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(bodyTimeout(idleTimeoutMs))), idleTimeoutMs);
    const settle = (done: () => void) => {
      clearTimeout(timer);
      stream.onReadable = undefined;
      done();
    };
    stream.onReadable = () => settle(resolve);
  });
}
