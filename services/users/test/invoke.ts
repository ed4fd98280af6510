import {
  create,
  type DescMessage,
  type DescMethodUnary,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import { Call, type Service } from "@flotilla/chassis";

/** What an rpc answered, with the call it was made in. */
export interface Invoked<O extends DescMessage> {
  readonly answer: MessageShape<O>;
  readonly call: Call;
}

/** Calls a unary rpc's own function, without chain or wire. */
export async function invoke<I extends DescMessage, O extends DescMessage>(
  service: Service,
  rpc: DescMethodUnary<I, O>,
  request: MessageInitShape<I> = {} as MessageInitShape<I>,
): Promise<Invoked<O>> {
  const { method, handler } = service.routes.find((route) => route.method.desc === rpc)!;
  const call = new Call({ method, transport: "rest", headers: {}, peer: { address: "test" } });
  return { answer: (await handler(create(rpc.input, request), call)) as MessageShape<O>, call };
}
