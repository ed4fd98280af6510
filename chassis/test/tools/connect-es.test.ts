import { describe, it } from "node:test";
import { createEcho, startApp } from "@flotilla/testkit";
import { createOwnedCertificate } from "../owned-certificate.ts";
import { assertEchoes } from "./assert-echoes.ts";
import { grpcClients, http1Clients, http2Clients } from "./connect-es-clients.ts";

const clients = [
  ...Object.entries(http1Clients).map(([name, open]) => ({ name: `${name} over HTTP/1.1`, open })),
  ...Object.entries({ ...http2Clients, ...grpcClients }).map(([name, open]) => ({ name: `${name} over HTTP/2`, open })),
];

for (const engine of ["flotilla", "node"]) {
  describe(`connect-es, engine ${engine}`, () => {
    for (const { name, open } of clients) {
      it(`calls every kind of rpc in ${name}`, async () => {
        await using started = await startApp(createEcho(), { env: { HTTP1_ENGINE: engine, HTTP2_ENGINE: engine } });
        using client = open(started.url, undefined);
        await assertEchoes(client.transport);
      });

      it(`calls every kind of rpc in ${name} with TLS`, async () => {
        using certificate = await createOwnedCertificate();
        await using started = await startApp(createEcho(), {
          env: { HTTP1_ENGINE: engine, HTTP2_ENGINE: engine, ...certificate.env },
        });
        using client = open(started.url, certificate.ca);
        await assertEchoes(client.transport);
      });
    }
  });
}
