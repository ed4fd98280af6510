import type { Message } from "@bufbuild/protobuf";
import type { Encoded } from "../../handler.ts";
import type { Method } from "../../method.ts";
import { protoCodec } from "../../protocol/codec.ts";

/**
 * The payload of a message as a request. It is parsed once: for the order in which messages are handled, or in the
 * chain, where a payload that is none fails with MALFORMED_MESSAGE like any other request.
 */
export class MessagePayload implements Encoded {
  readonly #method: Method;
  readonly #data: Uint8Array;
  #message: Message | undefined = undefined;

  constructor(method: Method, data: Uint8Array) {
    this.#method = method;
    this.#data = data;
  }

  decode(): Message {
    this.#message ??= protoCodec.decode(this.#method.input, this.#data);
    return this.#message;
  }

  /** Value of the field by which the contract keeps order; undefined where it keeps none. */
  get orderKey(): string | undefined {
    const field = this.#method.policy.subscription?.orderedBy;
    if (field === undefined) return undefined;
    try {
      return String((this.decode() as unknown as Record<string, unknown>)[field]);
    } catch {
      return undefined;
    }
  }
}
