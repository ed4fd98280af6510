import { after, before, describe, it } from "node:test";
import { type StartedApp, startApp } from "@flotilla/testkit";
import { createOwnedCertificate, type OwnedCertificate } from "../test/owned-certificate.ts";
import { createInterop } from "./app.ts";
import { cases } from "./cases.ts";
import { runCase, withoutClient } from "./run-case.ts";

for (const engine of ["flotilla", "node"]) {
  for (const isSecure of [false, true]) {
    const name = `grpc-go's interop client over ${isSecure ? "TLS" : "cleartext"}, engine ${engine}`;
    describe(name, { skip: withoutClient, concurrency: 4 }, () => {
      let certificate: OwnedCertificate;
      let started: StartedApp;

      before(async () => {
        certificate = await createOwnedCertificate();
        started = await startApp(createInterop(), {
          env: { HTTP2_ENGINE: engine, ...(isSecure ? certificate.env : {}) },
        });
      });

      after(async () => {
        await started[Symbol.asyncDispose]();
        certificate[Symbol.dispose]();
      });

      for (const testCase of cases) {
        it(`passes ${testCase}`, () =>
          runCase(testCase, { port: started.app.port, certificate: isSecure ? certificate.cert : undefined }));
      }
    });
  }
}
