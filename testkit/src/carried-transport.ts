import { create, type DescMethod, type Message } from "@bufbuild/protobuf";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";

/** One rpc of any kind, as a {@link Carry} sees it. */
export interface CarriedCall {
  readonly method: DescMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** Exactly one for unary and server-streaming rpcs. */
  readonly messages: AsyncIterable<Message>;
}

/** What came back: one message or many. */
export interface CarriedAnswer {
  readonly header: Headers;
  /** Filled when `messages` has ended. */
  readonly trailer: Headers;
  readonly messages: AsyncIterable<Message>;
}

/** Carries a call there and its answer back; rejects with ConnectErrors. */
export type Carry = (call: CarriedCall) => Promise<CarriedAnswer>;

type UnaryParameters = Parameters<Transport["unary"]>;
type StreamParameters = Parameters<Transport["stream"]>;

/** Gives a {@link Carry} the shape of a connect-es transport. */
export function createCarriedTransport(carry: Carry): Transport {
  const unary = async (...[method, signal, timeoutMs, header, input]: UnaryParameters) => {
    const messages = toOne(create(method.input, input));
    const answer = await carry({ method, signal, timeoutMs, headers: toRecord(header), messages });
    const message = await readOne(answer.messages);
    return { service: method.parent, method, stream: false, header: answer.header, trailer: answer.trailer, message };
  };
  const stream = async (...[method, signal, timeoutMs, header, input]: StreamParameters) => {
    const messages = toMessages(method, input);
    const answer = await carry({ method, signal, timeoutMs, headers: toRecord(header), messages });
    const { header: head, trailer, messages: message } = answer;
    return { service: method.parent, method, stream: true, header: head, trailer, message };
  };
  return { unary, stream } as unknown as Transport;
}

/** The one message of a stream that holds exactly one. */
export async function readOne(messages: AsyncIterable<Message>): Promise<Message> {
  let only: Message | undefined;
  for await (const message of messages) {
    if (only) throw new ConnectError("there is more than one message", Code.Unimplemented);
    only = message;
  }
  if (!only) throw new ConnectError("there is no message", Code.Unimplemented);
  return only;
}

async function* toOne(message: Message): AsyncIterable<Message> {
  yield message;
}

async function* toMessages(method: DescMethod, inits: StreamParameters[4]): AsyncIterable<Message> {
  for await (const init of inits) yield create(method.input, init);
}

function toRecord(header: UnaryParameters[3]): Record<string, string> {
  return Object.fromEntries(new Headers(header));
}
