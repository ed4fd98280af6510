import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { create, toBinary } from "@bufbuild/protobuf";
import { NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { createEcho, type StartedApp, startApp } from "@flotilla/testkit";
import { findProgram } from "@flotilla/testkit/find-program";
import { toEnvelope } from "../../src/protocol/envelope.ts";
import { createOwnedCertificate, type OwnedCertificate } from "../owned-certificate.ts";

const run = promisify(execFile);
const skip = findProgram("nghttp").missing || findProgram("h2load").missing;
const json = ["--header", "content-type: application/json"];
const large = JSON.stringify({ text: "x".repeat(900_000) });

/** What nghttp printed of all frames that it sent and received; it says nothing by its exit code. */
async function nghttp(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run("nghttp", ["--verbose", "--no-verify-peer", ...args], { maxBuffer: 2 ** 26 });
  assert.doesNotMatch(stdout + stderr, /\[ERROR\]|recv (?:RST_STREAM|GOAWAY)|not processed/);
  return stdout;
}

/** The statuses of all answers. */
function listStatuses(printed: string): string[] {
  return [...printed.matchAll(/:status: (\d+)/g)].map((match) => match[1]!);
}

for (const engine of ["flotilla", "node"]) {
  describe(`The tools of nghttp2, engine ${engine}`, { skip }, () => {
    let folder: string;
    let body: string;
    let certificate: OwnedCertificate;
    let plain: StartedApp;
    let secure: StartedApp;

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "flotilla-nghttp-"));
      body = join(folder, "large.json");
      writeFileSync(body, large);
      certificate = await createOwnedCertificate();
      const env = { HTTP2_ENGINE: engine, MAX_HEADER_BYTES: String(128 * 1024) };
      plain = await startApp(createEcho(), { env });
      secure = await startApp(createEcho(), { env: { ...env, ...certificate.env } });
    });

    after(async () => {
      await secure[Symbol.asyncDispose]();
      await plain[Symbol.asyncDispose]();
      certificate[Symbol.dispose]();
      rmSync(folder, { recursive: true });
    });

    it("get padded frames with priorities and weights answered", async () => {
      for (const { url } of [plain, secure]) {
        const wishes = ["--padding", "255", "--weight", "200", "--weight", "1"];
        const printed = await nghttp(...wishes, `${url}/v1/say/a`, `${url}/v1/say/b`);
        assert.match(printed, /"text":"a".*"text":"b"/s);
        assert.deepEqual(listStatuses(printed), ["200", "200"]);
      }
    });

    it("get a large answer through the smallest of windows", async () => {
      for (const { url } of [plain, secure]) {
        const windows = [
          "--window-bits",
          "10",
          "--connection-window-bits",
          "16",
          "--header",
          "accept-encoding: identity",
        ];
        const printed = await nghttp(...windows, ...json, "--data", body, `${url}/v1/say`);
        assert.deepEqual(listStatuses(printed), ["200"]);
        assert.ok(printed.includes("x".repeat(100)));
        const received = [...printed.matchAll(/recv DATA frame <length=(\d+)/g)].map((match) => Number(match[1]));
        assert.ok(received.reduce((sum, length) => sum + length) > large.length);
        assert.ok(Math.max(...received) <= 1023);
      }
    });

    it("change the size of their header table as they like", async () => {
      const urls = Array.from({ length: 20 }, (_, number) => `${plain.url}/v1/say/x?number=${number}`);
      for (const sizes of [["0"], ["65536"], ["128", "0", "4096"]]) {
        const tables = sizes.flatMap((size) => ["--header-table-size", size]);
        const printed = await nghttp(...tables, "--encoder-header-table-size", sizes[0]!, ...urls);
        assert.equal(listStatuses(printed).filter((status) => status === "200").length, urls.length);
      }
    });

    it("send headers in CONTINUATION frames, and trailers", async () => {
      assert.deepEqual(listStatuses(await nghttp("--continuation", `${plain.url}/v1/say/a`)), ["200"]);
      const trailer = ["--trailer", "x-checksum: 1"];
      assert.deepEqual(listStatuses(await nghttp(...trailer, ...json, "--data", body, `${plain.url}/v1/say`)), ["200"]);
    });

    it("wait for 100 (Continue) before they send a body", async () => {
      const printed = await nghttp("--expect-continue", ...json, "--data", body, `${plain.url}/v1/say`);
      assert.deepEqual(listStatuses(printed), ["100", "200"]);
    });

    it("load us with GET and gRPC, in cleartext and TLS, without an error", async () => {
      const note = join(folder, "note.bin");
      writeFileSync(note, toEnvelope(0, toBinary(NoteSchema, create(NoteSchema, { text: "hi" }))));
      const headers = ["content-type: application/grpc", "te: trailers"].flatMap((line) => ["--header", line]);
      for (const { url } of [plain, secure]) {
        for (const target of [
          [`${url}/v1/say/x`],
          ["--data", note, ...headers, `${url}/flotilla.test.v1.EchoService/Say`],
        ]) {
          const { stdout } = await run("h2load", ["-n", "2000", "-c", "4", "-m", "32", ...target]);
          assert.match(stdout, /2000 done, 2000 succeeded, 0 failed, 0 errored, 0 timeout/);
          assert.match(stdout, /status codes: 2000 2xx/);
        }
      }
    });
  });
}
