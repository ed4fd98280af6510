import type { Exchange } from "../transport/exchange.ts";

/** One way to speak rpc over HTTP: turns an exchange into a Call and the Call's end into an answer. */
export interface Protocol {
  /** Takes the exchange and answers true, or leaves it to the next protocol and answers false. */
  handle(exchange: Exchange): boolean;
}
