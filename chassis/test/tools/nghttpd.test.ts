import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { findFreePort, startProgram } from "@flotilla/testkit";
import { findProgram } from "@flotilla/testkit/find-program";
import { createWire } from "../../src/client/wire/create-wire.ts";
import type { Wire, WireAnswer } from "../../src/client/wire/wire.ts";
import { createOwnedCertificate, type OwnedCertificate } from "../owned-certificate.ts";

const skip = findProgram("nghttpd").missing;
const large = Buffer.alloc(3_000_000, "0123456789");

async function readBody(answer: WireAnswer): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(answer.chunks()));
}

for (const engine of ["flotilla", "node"] as const) {
  describe(`nghttpd before our client, engine ${engine}`, { skip }, () => {
    let folder: string;
    let certificate: OwnedCertificate;

    before(async () => {
      certificate = await createOwnedCertificate();
      folder = mkdtempSync(join(tmpdir(), "flotilla-nghttpd-"));
      writeFileSync(join(folder, "large"), large);
    });

    after(() => {
      certificate[Symbol.dispose]();
      rmSync(folder, { recursive: true });
    });

    /** Starts nghttpd and a wire to it. */
    async function start(isSecure: boolean, ...wishes: readonly string[]) {
      const port = await findFreePort();
      const address = isSecure ? [String(port), certificate.key, certificate.cert] : ["--no-tls", String(port)];
      const args = ["-v", "--address", "127.0.0.1", "--htdocs", folder, ...wishes, ...address];
      const program = await startProgram({ command: "nghttpd", args, ready: /listen/, log: "stdout" });
      const tls = isSecure ? { ca: certificate.ca } : undefined;
      const wire: Wire = createWire({ host: "127.0.0.1", port, tls, engine });
      const get = (target: string) => wire.send({ verb: "GET", target, headers: {}, body: new Uint8Array() }).answer;
      const post = (body: Uint8Array) => wire.send({ verb: "POST", target: "/echo", headers: {}, body }).answer;
      const dispose = async () => {
        wire.close();
        await program[Symbol.asyncDispose]();
      };
      return { wire, get, post, [Symbol.asyncDispose]: dispose };
    }

    for (const isSecure of [false, true]) {
      const way = isSecure ? "TLS" : "cleartext";

      it(`reads padded frames and trailers over ${way}`, async () => {
        await using server = await start(isSecure, "--padding", "255", "--trailer", "x-sum: 1");
        const answer = await server.get("/large");
        assert.deepEqual([answer.status, answer.headers["content-length"]], [200, String(large.length)]);
        assert.ok(large.equals(await readBody(answer)));
        assert.equal(answer.trailers["x-sum"], "1");
        assert.equal((await server.get("/nothing")).status, 404);
      });

      it(`sends a large body through small windows over ${way}`, async () => {
        await using server = await start(
          isSecure,
          "--echo-upload",
          "--window-bits",
          "12",
          "--connection-window-bits",
          "16",
        );
        assert.ok(large.equals(await readBody(await server.post(large))));
      });
    }

    it("waits for its turn where few streams may be open", async () => {
      await using server = await start(false, "--max-concurrent-streams", "2");
      const bodies = await Promise.all(Array.from({ length: 20 }, async () => readBody(await server.get("/large"))));
      for (const body of bodies) assert.equal(body.length, large.length);
    });

    it("uses no header table where there is none", async () => {
      await using server = await start(false, "--header-table-size", "0", "--encoder-header-table-size", "0");
      for (let round = 0; round < 5; round++) assert.equal((await server.get("/large")).status, 200);
    });

    it("reads an answer that comes before its request has ended", async () => {
      await using server = await start(false, "--early-response");
      const exchange = server.wire.send({ verb: "POST", target: "/large", headers: {} });
      const answer = await exchange.answer;
      assert.equal((await readBody(answer)).length, large.length);
      exchange.end();
    });
  });
}
