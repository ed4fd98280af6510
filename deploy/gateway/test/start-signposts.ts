import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Servers that say their names to whoever comes. */
export interface Signposts extends AsyncDisposable {
  /** `host:port` of one of them. */
  toAddress(name: string): string;
}

/** Starts one for each name; disposing stops them. */
export async function startSignposts(names: readonly string[]): Promise<Signposts> {
  const servers = new Map<string, Server>();
  for (const name of names) {
    const server = createServer((_request, response) => response.end(name));
    await once(server.listen(0, "127.0.0.1"), "listening");
    servers.set(name, server);
  }
  return {
    toAddress: (name) => `127.0.0.1:${(servers.get(name)!.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const server of servers.values()) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
