import type { Readable } from "node:stream";
import { GatheredBytes } from "./gathered-bytes.ts";
import { Silence } from "./silence.ts";
import { bodyTimeout, bodyTooLarge, callerGone } from "./transport-faults.ts";

/** A request as Node streams it. */
export interface BodyStream extends Readable {
  /** HTTP/2: the code of RST_STREAM, 0 while none came. */
  readonly rstCode?: number;
  /** HTTP/2: whether the stream was closed before its answer was complete. */
  readonly aborted: boolean;
}

/** How much of a body is read, and how long a pause in it may be. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly idleTimeoutMs: number;
}

/** Reads a request's body to its end. Rejects with BODY_TOO_LARGE, BODY_TIMEOUT or CANCELLED, the stream paused. */
export function readWholeBody(stream: BodyStream, { maxBytes, idleTimeoutMs }: BodyLimits): Promise<Uint8Array> {
  if (stream.readableEnded) return Promise.resolve(Buffer.alloc(0));
  if (stream.destroyed) return Promise.reject(callerGone());
  return new Promise((resolve, reject) => {
    const gathered = new GatheredBytes();
    const fail = (fault: Error) => {
      silence.end();
      stream.off("data", take).pause();
      reject(fault);
    };
    const take = (part: Buffer) => {
      gathered.push(part);
      if (gathered.size > maxBytes) return fail(bodyTooLarge(maxBytes));
      silence.break();
    };
    const silence = new Silence(idleTimeoutMs, () => fail(bodyTimeout(idleTimeoutMs)));
    stream.on("data", take);
    stream.on("end", () => {
      if (isCut(stream)) return fail(callerGone());
      silence.end();
      resolve(gathered.join());
    });
    stream.on("close", () => {
      if (!stream.readableEnded) fail(callerGone());
    });
  });
}

/**
 * Reads a request's body as it is asked for: the peer is held back while nobody asks. The pause counts only while
 * somebody waits. Rejects like {@link readWholeBody}.
 */
export async function* readBodyChunks(
  stream: BodyStream,
  idleTimeoutMs: number,
): AsyncGenerator<Uint8Array, undefined> {
  let wake: () => void = () => undefined;
  const onNews = () => wake();
  stream.on("readable", onNews).on("end", onNews).on("close", onNews);
  try {
    for (;;) {
      const chunk = stream.destroyed ? null : (stream.read() as Buffer | null);
      if (chunk) yield chunk;
      else if (stream.readableEnded && !isCut(stream)) return;
      else if (stream.readableEnded || stream.destroyed) throw callerGone();
      else {
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(bodyTimeout(idleTimeoutMs)), idleTimeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    }
  } finally {
    stream.off("readable", onNews).off("end", onNews).off("close", onNews);
  }
}

/** Node ends an HTTP/2 stream that the peer reset as if its body were whole: a part must not pass for that. */
function isCut({ rstCode = 0, aborted }: BodyStream): boolean {
  return aborted || rstCode !== 0;
}

/** Lets the rest of a body that nobody wants flow by. */
export function discardBody(stream: Readable): void {
  stream.removeAllListeners("readable");
  stream.removeAllListeners("data");
  stream.resume();
}
