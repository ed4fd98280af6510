import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

/** Counts the connections that a port of this process accepts, until it is disposed. */
export function countConnections(port: number): Disposable & { readonly count: number } {
  let count = 0;
  const listener = (message: unknown) => {
    if ((message as { socket: Socket }).socket.localPort === port) count++;
  };
  subscribe("net.server.socket", listener);
  return {
    get count() {
      return count;
    },
    [Symbol.dispose]: () => unsubscribe("net.server.socket", listener),
  };
}
