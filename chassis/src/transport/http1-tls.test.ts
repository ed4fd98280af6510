import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { connect } from "node:tls";
import { createCertificate } from "../../test/create-certificate.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { openPort } from "../../test/open-port.ts";
import type { Exchange } from "./exchange.ts";
import { createTls } from "./tls.ts";

/** Stands between a client and a server, and can hold back both until it is told to go on. */
async function startGate(port: number) {
  const held: Buffer[] = [];
  let isOpen = true;
  let inner: Socket | undefined;
  const gate = createServer((outer) => {
    inner = connectTcp(port, "127.0.0.1").on("data", (chunk) => outer.write(chunk));
    outer.on("data", (chunk) => (isOpen ? inner!.write(chunk) : held.push(chunk as Buffer)));
    outer.on("close", () => inner!.destroy());
  }).listen(0, "127.0.0.1");
  await once(gate, "listening");
  return {
    port: (gate.address() as AddressInfo).port,
    shut() {
      isOpen = false;
      inner!.pause();
    },
    /** What was held back arrives at once. */
    open() {
      inner!.write(Buffer.concat(held));
      inner!.resume();
      isOpen = true;
    },
    [Symbol.asyncDispose]: () => new Promise<void>((closed) => void gate.close(() => closed())),
  };
}

for (const http1Engine of ["flotilla", "node"] as const) {
  const title = `reads on over TLS when a request comes while its peer has not taken the last answer, engine ${http1Engine}`;
  it(title, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "flotilla-http1-tls-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const { cert, key } = await createCertificate(folder, "one");
    const tls = createTls({ tlsCertFile: cert, tlsKeyFile: key, tlsClientCaFile: undefined }, newTelemetry());
    const asked = Promise.withResolvers<Exchange>();
    const answer = async (exchange: Exchange) => {
      if (exchange.verb === "GET") return asked.resolve(exchange);
      const body = await exchange.readWhole(100, 5000);
      exchange.respondOnce(200, { connection: "close" }, `read ${Buffer.from(body)}`);
    };
    await using server = await openPort((exchange) => void answer(exchange), { tls, http1Engine });
    await using gate = await startGate(server.port);
    const socket = connect({ port: gate.port, host: "127.0.0.1", ca: readFileSync(cert) });
    await once(socket, "secureConnect");
    const send = (record: string) => new Promise((written) => socket.write(record, written));
    await send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    const first = await asked.promise;
    gate.shut();
    first.respondOnce(200, {}, Buffer.alloc(8_000_000, "x"));
    const head = "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";
    for (const record of [head, "2\r\n", "hi\r\n", "0\r\n\r\n"]) await send(record);
    gate.open();
    const text = Buffer.concat(await Array.fromAsync(socket as AsyncIterable<Buffer>)).toString("latin1");
    assert.match(text.slice(-300), /read hi$/);
  });
}
