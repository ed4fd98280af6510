import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";
import { describe, it } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { type Call, type Fault, implement, type Module, type Rpcs } from "@flotilla/chassis";
import { EchoService, NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { type StartedApp, startApp } from "@flotilla/testkit";
import { toEnvelope } from "../src/protocol/envelope.ts";

const one = (text: string) => toEnvelope(0, toBinary(NoteSchema, create(NoteSchema, { text })));

/** An EchoService of which a test gives the rpcs it is about. */
function echoWith(rpcs: Partial<Rpcs<typeof EchoService>>): Module {
  const unused = Object.fromEntries(EchoService.methods.map(({ localName }) => [localName, () => assert.fail()]));
  return { name: "echo", services: [implement(EchoService, { ...unused, ...rpcs } as never)], parts: [] };
}

/** A stream without end, and what became of its handler. */
function endless(messageBytes: number) {
  const cleaned = Promise.withResolvers<{ readonly pulled: number; readonly reason: unknown }>();
  const state = { pulled: 0 };
  async function* repeat(_request: unknown, call: Call) {
    try {
      for (; ; state.pulled++) yield { text: "x".repeat(messageBytes) };
    } finally {
      cleaned.resolve({ pulled: state.pulled, reason: (call.signal.reason as Fault | undefined)?.reason });
    }
  }
  return { module: echoWith({ repeat }), state, cleaned: cleaned.promise };
}

/** One gRPC call on a connection of its own, left open by the test as long as it likes. */
async function openGrpc(
  { url }: StartedApp,
  rpc: string,
  headers: Record<string, string> = {},
): Promise<{ session: ClientHttp2Session; stream: ClientHttp2Stream }> {
  const session = connect(url);
  await once(session, "connect");
  const stream = session.request({
    ":method": "POST",
    ":path": `/${EchoService.typeName}/${rpc}`,
    "content-type": "application/grpc",
    te: "trailers",
    ...headers,
  });
  stream.on("error", () => undefined);
  return { session, stream };
}

async function settled(state: { readonly pulled: number }): Promise<number> {
  for (;;) {
    const before = state.pulled;
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    if (before > 0 && state.pulled === before) return before;
  }
}

describe("streams", () => {
  it("hold the handler back while the client does not read, and clean up when it vanishes", async () => {
    const { module, state, cleaned } = endless(50_000);
    await using started = await startApp(module);
    const { session, stream } = await openGrpc(started, "Repeat");
    stream.end(one("x"));
    const pulled = await settled(state);
    assert.ok(pulled < 1000, `the handler was pulled ${pulled} times`);
    session.destroy();
    assert.equal((await cleaned).reason, "CANCELLED");
  });

  for (const contentType of ["application/connect+proto", "application/grpc-web+proto"]) {
    it(`clean up when an HTTP/1.1 client of ${contentType} vanishes`, async () => {
      const { module, cleaned } = endless(50_000);
      await using started = await startApp(module);
      const headers = { "content-type": contentType };
      const call = request(`${started.url}/${EchoService.typeName}/Repeat`, { method: "POST", headers, agent: false });
      call.on("error", () => undefined);
      call.end(one("x"));
      const [response] = await once(call, "response");
      await once(response, "readable");
      call.destroy();
      assert.equal((await cleaned).reason, "CANCELLED");
    });
  }

  it("end at their deadline although the client never ends its side, and the handler is told", async () => {
    const told = Promise.withResolvers<unknown>();
    const collect: Rpcs<typeof EchoService>["collect"] = async (notes) => {
      try {
        for await (const _note of notes);
      } catch (thrown) {
        told.resolve(thrown);
        throw thrown;
      }
      return {};
    };
    await using started = await startApp(echoWith({ collect }));
    const { session, stream } = await openGrpc(started, "Collect", { "grpc-timeout": "50m" });
    stream.write(one("a"));
    const [headers] = await once(stream, "response");
    assert.equal(headers["grpc-status"], "4");
    assert.ok(await told.promise);
    session.destroy();
  });

  it("end at their deadline in the middle of an answer", async () => {
    const { module, cleaned } = endless(10);
    await using started = await startApp(module);
    const { session, stream } = await openGrpc(started, "Repeat", { "grpc-timeout": "50m" });
    stream.resume();
    stream.end(one("x"));
    const [trailers] = await once(stream, "trailers");
    assert.equal(trailers["grpc-status"], "4");
    assert.equal((await cleaned).reason, "DEADLINE_EXCEEDED");
    session.destroy();
  });

  it("may be answered before the client has said everything", async () => {
    const collect: Rpcs<typeof EchoService>["collect"] = async (notes) => {
      for await (const { text } of notes) return { text };
      return {};
    };
    await using started = await startApp(echoWith({ collect }));
    const { session, stream } = await openGrpc(started, "Collect");
    stream.resume();
    stream.write(one("first"));
    const [trailers] = await once(stream, "trailers");
    assert.equal(trailers["grpc-status"], "0");
    if (!stream.closed) await once(stream, "close");
    session.destroy();
  });

  it("tell the handler when the client goes away in the middle of its messages", async () => {
    const told = Promise.withResolvers<unknown>();
    const first = Promise.withResolvers<void>();
    const collect: Rpcs<typeof EchoService>["collect"] = async (notes) => {
      try {
        for await (const _note of notes) first.resolve();
      } catch (thrown) {
        told.resolve((thrown as Fault).reason);
      }
      return {};
    };
    await using started = await startApp(echoWith({ collect }));
    const { session, stream } = await openGrpc(started, "Collect");
    stream.write(one("a"));
    await first.promise;
    session.destroy();
    assert.equal(await told.promise, "CANCELLED");
  });
});
