import type { Message } from "@bufbuild/protobuf";
import type { Transport } from "@connectrpc/connect";
import type { MemoryTransport } from "@flotilla/chassis";
import { createCarriedTransport, readOne } from "./carried-transport.ts";
import { toConnectError } from "./connect-fault.ts";

/** Speaks to an App in the same process through its real codec and chain. */
export function createMemoryConnectTransport(memory: MemoryTransport): Transport {
  return createCarriedTransport(async ({ method, messages, ...options }) => {
    const isStreamed = method.methodKind === "client_streaming" || method.methodKind === "bidi_streaming";
    const request = isStreamed ? messages : await readOne(messages);
    const answer = await memory.open(method, request, options).catch(toConnectError);
    const trailer = new Headers();
    const fill = () => Object.entries(answer.trailers()).forEach(([name, value]) => void trailer.set(name, value));
    return { header: new Headers(answer.headers), trailer, messages: pull(answer.opened, fill) };
  });
}

async function* pull(opened: Message | AsyncIterable<Message>, onEnd: () => void): AsyncIterable<Message> {
  try {
    if (Symbol.asyncIterator in opened) yield* opened;
    else yield opened;
    onEnd();
  } catch (fault) {
    toConnectError(fault);
  }
}
