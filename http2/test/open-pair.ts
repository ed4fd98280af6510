import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Both ends of one connection on loopback, and the function that closes them. */
export interface Pair extends AsyncDisposable {
  readonly client: Socket;
  readonly server: Socket;
}

export async function openPair(): Promise<Pair> {
  const listener = createServer({ pauseOnConnect: true }).listen(0, "127.0.0.1");
  await once(listener, "listening");
  const accepted = once(listener, "connection") as Promise<[Socket]>;
  const client = connect((listener.address() as AddressInfo).port, "127.0.0.1");
  const [server] = await accepted;
  for (const socket of [client, server]) socket.on("error", () => undefined);
  const dispose = async () => {
    client.destroy();
    server.destroy();
    await once(listener.close(), "close");
  };
  return { client, server, [Symbol.asyncDispose]: dispose };
}
