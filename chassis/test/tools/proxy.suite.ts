import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { createClient } from "@connectrpc/connect";
import { implement, type Module } from "@flotilla/chassis";
import { EchoService } from "@flotilla/contract/flotilla/test/v1/echo";
import { assertFault, createEcho, type ProxyOptions, type StartedProxy, startApp } from "@flotilla/testkit";
import { findProgram } from "@flotilla/testkit/find-program";
import { createInterop } from "../../interop/app.ts";
import { cases } from "../../interop/cases.ts";
import { runCase, withoutClient } from "../../interop/run-case.ts";
import { assertEchoes } from "./assert-echoes.ts";
import { grpcClients, http1Clients, http2Clients } from "./connect-es-clients.ts";
import { countConnections } from "./count-connections.ts";
import { startBehindProxy } from "./start-behind-proxy.ts";

const openGrpc = grpcClients["gRPC"]!;

/** What must come through a proxy, gRPC with both engines behind it; all else reaches the App in HTTP/1.1. */
export function proxySuite(program: string, startProxy: (options: ProxyOptions) => Promise<StartedProxy>): void {
  const skip = findProgram(program).missing;

  for (const engine of ["flotilla", "node"]) {
    const env = { HTTP1_ENGINE: engine, HTTP2_ENGINE: engine };
    const start = (module: Module, isSecure = false) => startBehindProxy(startProxy, { module, env, isSecure });

    describe(`${program} before gRPC, engine ${engine}`, { skip }, () => {
      it("passes every kind of rpc in gRPC", async () => {
        await using behind = await start(createEcho());
        using plain = openGrpc(behind.proxy.grpcUrl, undefined);
        await assertEchoes(plain.transport);
        using secure = openGrpc(behind.proxy.secureUrl, behind.certificate.ca);
        await assertEchoes(secure.transport);
      });

      it("speaks TLS to the App too", async () => {
        await using behind = await start(createEcho(), true);
        for (const open of [openGrpc, ...Object.values(http2Clients)]) {
          using client = open(behind.proxy.secureUrl, behind.certificate.ca);
          await assertEchoes(client.transport);
        }
      });

      it("passes many calls at once", async () => {
        await using behind = await start(createEcho());
        using client = openGrpc(behind.proxy.grpcUrl, undefined);
        const echo = createClient(EchoService, client.transport);
        const numbers = Array.from({ length: 100 }, (_, number) => number);
        const answers = await Promise.all(numbers.map((number) => echo.say({ number })));
        assert.deepEqual(
          answers.map(({ number }) => number),
          numbers,
        );
      });

      it("answers a conversation message by message", async () => {
        await using behind = await start(createEcho());
        using client = openGrpc(behind.proxy.grpcUrl, undefined);
        let answered = Promise.withResolvers<void>();
        async function* ask() {
          for (const text of ["a", "b", "c"]) {
            yield { text };
            await answered.promise;
            answered = Promise.withResolvers();
          }
        }
        const texts: string[] = [];
        for await (const { text } of createClient(EchoService, client.transport).converse(ask())) {
          texts.push(text);
          answered.resolve();
        }
        assert.deepEqual(texts, ["a", "b", "c"]);
      });

      it("tells the handler of a deadline and of a caller that left", async () => {
        let called = Promise.withResolvers<void>();
        let told = Promise.withResolvers<unknown>();
        const waiting = sayWith(async (note, call) => {
          called.resolve();
          await once(call.signal, "abort");
          told.resolve(call.signal.reason.reason);
          return note;
        });
        await using behind = await start(waiting);
        using client = openGrpc(behind.proxy.grpcUrl, undefined);
        const echo = createClient(EchoService, client.transport);

        await assertFault(echo.say({}, { timeoutMs: 500 }), { code: "deadline_exceeded" });
        assert.match(String(await told.promise), /^(DEADLINE_EXCEEDED|CANCELLED)$/);

        called = Promise.withResolvers();
        told = Promise.withResolvers();
        const leaving = new AbortController();
        const call = echo.say({}, { signal: leaving.signal });
        await called.promise;
        leaving.abort();
        await assertFault(call, { code: "cancelled" });
        assert.equal(await told.promise, "CANCELLED");
      });

      it("keeps its connections to the App, and opens new ones when the App comes back", async () => {
        await using behind = await start(createEcho());
        const { started, proxy } = behind;
        using client = openGrpc(proxy.grpcUrl, undefined);
        const echo = createClient(EchoService, client.transport);
        const askRest = async () => (await fetch(`${proxy.http1Url}/v1/say/x`)).status;
        using connections = countConnections(started.app.port);
        for (let index = 0; index < 20; index++) {
          await echo.say({ text: "x" });
          assert.equal(await askRest(), 200);
        }
        assert.equal(connections.count, 2);

        await started[Symbol.asyncDispose]();
        await using _again = await startApp(createEcho(), { env: { ...env, PORT: new URL(started.url).port } });
        assert.equal((await echo.say({ text: "back" })).text, "back");
        assert.equal(await askRest(), 200);
      });

      it("passes every case of grpc-go's interop client", { skip: withoutClient }, async (t) => {
        await using behind = await start(createInterop());
        const { grpcUrl, secureUrl } = behind.proxy;
        const plain = { port: Number(new URL(grpcUrl).port) };
        const secure = { port: Number(new URL(secureUrl).port), certificate: behind.certificate.cert };
        for (const testCase of cases) {
          await t.test(testCase, async () => {
            await Promise.all([runCase(testCase, plain), runCase(testCase, secure)]);
          });
        }
      });
    });
  }

  describe(`${program} before all else`, { skip }, () => {
    const start = (module: Module) => startBehindProxy(startProxy, { module, env: {} });

    it("passes every kind of rpc in Connect and gRPC-Web", async () => {
      await using behind = await start(createEcho());
      for (const open of Object.values(http1Clients)) {
        using plain = open(behind.proxy.http1Url, undefined);
        await assertEchoes(plain.transport);
      }
      for (const open of [...Object.values(http1Clients), ...Object.values(http2Clients)]) {
        using secure = open(behind.proxy.secureUrl, behind.certificate.ca);
        await assertEchoes(secure.transport);
      }
    });

    it("passes REST: answers, problems, HEAD, limits and uploads", async () => {
      await using behind = await start(createEcho());
      const ask = (path: string, init?: RequestInit) => fetch(`${behind.proxy.http1Url}${path}`, init);
      const readJson = async (answer: Response) => (await answer.json()) as Record<string, unknown>;
      assert.equal((await readJson(await ask("/v1/say/hi?number=7")))["number"], 7);
      const problem = await ask("/v1/say/hi?number=-1");
      assert.equal(problem.headers.get("content-type"), "application/problem+json");
      assert.deepEqual([problem.status, (await readJson(problem))["reason"]], [400, "VALIDATION_FAILED"]);
      const head = await ask("/v1/say/hi", { method: "HEAD" });
      assert.deepEqual([head.status, await head.text()], [200, ""]);
      const headers = { "content-type": "application/json" };
      const long = JSON.stringify({ text: "x".repeat(100) });
      assert.equal((await ask("/v1/say-little", { method: "POST", headers, body: long })).status, 413);
      const upload = await ask("/v1/upload", { method: "POST", body: new Uint8Array(10_000_000) });
      assert.equal((await readJson(upload))["number"], 10_000_000);
    });
  });
}

type Echo = Parameters<typeof implement<typeof EchoService>>[1];

/** The echo module with another `say`, and nothing else. */
function sayWith(say: Echo["say"]): Module {
  const unused = () => assert.fail("not called in this test");
  const rpcs = Object.fromEntries(EchoService.methods.map((method) => [method.localName, unused]));
  return { name: "echo", services: [implement(EchoService, { ...rpcs, say } as unknown as Echo)], parts: [] };
}
