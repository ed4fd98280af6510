import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { it } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import { Connection, defaultLimits, type Stream } from "../src/index.ts";

/** Answers every request once its body has come. */
function answer(stream: Stream): void {
  stream.onReadable = () => {
    stream.read();
    if (!stream.isRemoteEnded) return;
    stream.sendHeaders([":status", "200", "content-type", "text/plain"]);
    stream.write(Buffer.from("hello"));
    stream.end();
  };
  stream.onReadable();
}

function welcome(socket: Socket): void {
  new Connection(socket, { role: "server", limits: defaultLimits, events: { onStream: answer } });
}

const skip = findProgram("h2spec").missing;

it("passes every case of h2spec in strict mode", { skip, timeout: 120_000 }, async () => {
  const server = createServer(welcome).listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = String((server.address() as AddressInfo).port);
  const { promise, resolve } = Promise.withResolvers<string>();
  const args = ["--strict", "--host", "127.0.0.1", "--port", port];
  execFile("h2spec", args, { maxBuffer: 1 << 26 }, (_error, stdout, stderr) => resolve(stdout + stderr));
  const report = await promise;
  server.close();
  assert.match(report, /\b146 tests, 146 passed, 0 skipped, 0 failed/, report.slice(-3000));
});
