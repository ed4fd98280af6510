import type { Message } from "@bufbuild/protobuf";
import { toFault } from "../fault.ts";
import type { Awaitable } from "../handler.ts";
import { compressedFlag, toEnvelope } from "../protocol/envelope.ts";
import type { OutgoingCall } from "./outgoing-call.ts";
import { loadGzip } from "./plain-bytes.ts";
import type { WireExchange } from "./wire/wire.ts";

/**
 * Sends messages as they come, no faster than the peer takes them, until they or the call end. What the iterable throws
 * ends the call. Never rejects.
 */
export async function sendMessages(
  call: OutgoingCall,
  exchange: WireExchange,
  messages: AsyncIterable<Message>,
): Promise<void> {
  try {
    const iterator = messages[Symbol.asyncIterator]();
    call.onClose = () => void iterator.return?.().then(ignore, ignore);
    for (;;) {
      const step = await iterator.next();
      if (!call.isOpen) return;
      if (step.done) {
        call.onClose = undefined;
        return exchange.end();
      }
      await exchange.write(await toFrame(call, step.value));
      if (!call.isOpen) return;
    }
  } catch (thrown) {
    call.abort(toFault(thrown));
  }
}

/** A message in its envelope, compressed if the call wants that for its size. */
export function toFrame(call: OutgoingCall, message: Message): Awaitable<Uint8Array> {
  const { codec, method, compressMinBytes } = call;
  if (compressMinBytes === Number.POSITIVE_INFINITY) return codec.encodeEnvelope(method.input, message);
  const bytes = codec.encode(method.input, message);
  if (bytes.length < compressMinBytes) return toEnvelope(0, bytes);
  return zip(bytes).then((small) => toEnvelope(compressedFlag, small));
}

async function zip(bytes: Uint8Array): Promise<Uint8Array> {
  return (await loadGzip()).compress(bytes);
}

function ignore(): void {}
