import { decodeText, decodeWholeText, encodeText, toTextBytes } from "../../protocol/grpc-web/base64-text.ts";
import type { Wire, WireAnswer, WireExchange, WireRequest, WireState } from "../wire/wire.ts";

/** A wire on which all bodies are base64, as `application/grpc-web-text` has them; every chunk is a piece of its own. */
export class TextWire implements Wire {
  readonly httpVersion: 1 | 2;
  readonly #inner: Wire;

  constructor(inner: Wire) {
    this.#inner = inner;
    this.httpVersion = inner.httpVersion;
  }

  get state(): WireState {
    return this.#inner.state;
  }

  get failure(): string | undefined {
    return this.#inner.failure;
  }

  connect(): void {
    this.#inner.connect();
  }

  send(request: WireRequest): WireExchange {
    const body = request.body && encodeText(request.body);
    const exchange = this.#inner.send({ ...request, body });
    return {
      answer: exchange.answer.then(toPlainAnswer),
      write: (chunk) => exchange.write(encodeText(chunk)),
      end: () => exchange.end(),
      cancel: () => exchange.cancel(),
    };
  }

  close(): void {
    this.#inner.close();
  }
}

function toPlainAnswer(answer: WireAnswer): WireAnswer {
  return {
    status: answer.status,
    headers: answer.headers,
    chunks: () => decodeText(answer.chunks()),
    readWhole: async (maxBytes) => decodeWholeText(await answer.readWhole(toTextBytes(maxBytes))),
    get trailers() {
      return answer.trailers;
    },
  };
}
