import { implement, type Service } from "@flotilla/chassis";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import type { Messages } from "./domain/messages.ts";

/** HelloService over the rotating messages. */
export function createHelloApi(messages: Messages): Service {
  return implement(HelloService, {
    getHello: () => ({ message: messages.next() }),
  });
}
