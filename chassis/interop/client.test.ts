import { after, before, describe, it } from "node:test";
import { type Channel, createChannel, createClient } from "@flotilla/chassis/client";
import { TestService } from "@flotilla/contract/grpc/testing/test";
import { startApp } from "@flotilla/testkit";
import { createOwnedCertificate, type OwnedCertificate } from "../test/owned-certificate.ts";
import { createInterop } from "./app.ts";
import { clientCases } from "./client-cases.ts";
import { type GoServer, startGoServer, withoutGoServer } from "./start-go-server.ts";

async function startOurs(certificate: OwnedCertificate | undefined): Promise<GoServer> {
  const started = await startApp(createInterop(), { env: { ...certificate?.env } });
  return { port: started.app.port, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
}

/** grpc-go's server reads no compression. */
const servers = [
  { name: "grpc-go's interop server", start: startGoServer, compression: "identity", missing: withoutGoServer },
  { name: "our own server, compressed", start: startOurs, compression: "gzip", missing: false },
] as const;

for (const { name, start, compression, missing } of servers) {
  for (const engine of ["flotilla", "node"] as const) {
    for (const isSecure of [false, true]) {
      const title = `Our client before ${name}, over ${isSecure ? "TLS" : "cleartext"}, engine ${engine}`;
      describe(title, { skip: missing }, () => {
        let certificate: OwnedCertificate;
        let server: GoServer;
        let channel: Channel;

        before(async () => {
          certificate = await createOwnedCertificate();
          server = await start(isSecure ? certificate : undefined);
          const url = `${isSecure ? "https" : "http"}://127.0.0.1:${server.port}`;
          channel = createChannel({ url, engine, compression, tls: { ca: certificate.ca } });
        });

        after(async () => {
          channel.close();
          await server[Symbol.asyncDispose]();
          certificate[Symbol.dispose]();
        });

        for (const [testCase, play] of Object.entries(clientCases)) {
          it(`passes ${testCase}`, () => play(createClient(TestService, channel), channel));
        }
      });
    }
  }
}
