import type { Message } from "@bufbuild/protobuf";
import type { Call } from "../../call.ts";
import { Fault } from "../../fault.ts";
import type { Awaitable, Encoded, Values } from "../../handler.ts";
import type { Rendered } from "../../rendered.ts";
import type { Exchange } from "../../transport/exchange.ts";
import { MessageStream } from "../message-stream.ts";
import type { Reply } from "../serve.ts";
import type { Route } from "./route.ts";
import type { RouteMatch } from "./router.ts";
import { send } from "./send.ts";
import { sendProblem } from "./send-problem.ts";
import { StreamSink } from "./stream-sink.ts";

/** Characters of an answer that is left with what is kept: about as much memory as its message takes. */
const mostKept = 1024;

/** One request that found its route: what the chain decodes, and how it is answered. */
export class RestCall implements Encoded, Reply {
  readonly #exchange: Exchange;
  readonly #call: Call;
  readonly #match: RouteMatch<Route>;
  readonly #query: string;
  #contentType = "";

  constructor(exchange: Exchange, call: Call, match: RouteMatch<Route>, query: string) {
    this.#exchange = exchange;
    this.#call = call;
    this.#match = match;
    this.#query = query;
  }

  decode(): Awaitable<unknown> {
    const { answer, reader } = this.#match.value;
    const { types } = answer;
    if (types) this.#contentType = types.choose(this.#call.header("accept")) ?? refuse(types.offers);
    return reader.read(this.#exchange, { match: this.#match, query: this.#query });
  }

  answer(opened: unknown): void {
    const { answer } = this.#match.value;
    if (answer.isStream) this.#stream(opened as Values<unknown>);
    else send(this.#exchange, this.#call, this.#render(opened as Message));
  }

  /** What is kept is rendered once for as long as it is asked for in the same form. */
  #render(message: Message): Rendered {
    const plan = this.#match.value.answer;
    const chosenType = this.#contentType;
    const { reusable } = this.#call;
    const last = reusable?.rendering;
    if (last?.plan === plan && last.chosenType === chosenType) return last.rendered;
    const rendered = plan.render(message, chosenType);
    if (reusable && rendered.body.length <= mostKept) reusable.rendering = { plan, chosenType, rendered };
    return rendered;
  }

  fail(fault: Fault): void {
    sendProblem(this.#exchange, this.#call, fault);
  }

  #stream(values: Values<unknown>): void {
    const sink = new StreamSink({
      exchange: this.#exchange,
      call: this.#call,
      plan: this.#match.value.answer,
      contentType: this.#contentType,
    });
    const wanted = this.#exchange.verb === "HEAD" ? takeFirst(values) : values;
    void new MessageStream(wanted, this.#call, sink).send();
  }
}

/** All that it takes to know the head of an answer. */
async function* takeFirst(values: Values<unknown>): AsyncIterable<unknown> {
  for await (const message of values) {
    yield message;
    return;
  }
}

function refuse(offers: readonly string[]): never {
  throw new Fault({
    code: "invalid_argument",
    reason: "NOT_ACCEPTABLE",
    message: `This route answers in ${offers.join(" or ")} only; name one of them in Accept, or */*.`,
    httpStatus: 406,
  });
}
