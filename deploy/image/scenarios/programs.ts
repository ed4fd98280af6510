import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { repository, services } from "@flotilla/fleet/manifest";
import { startContainer, type Tried } from "./container.ts";

/** What can be started in the image. */
export function programScenarios(tried: () => Tried): void {
  const start = (...args: string[]) => {
    const { docker, image } = tried();
    return docker.try("run", "--rm", "--network=host", image, ...args);
  };

  describe("by its programs", () => {
    it("has the whole fleet, and keeps its data below /tmp unless told otherwise", async () => {
      await using fleet = await startContainer(tried(), [], "fleet");
      const student = { method: "POST", body: '{"name":"Ada"}', headers: { "content-type": "application/json" } };
      for (const path of ["/covilha", "/v1/places:find?name=Lisbon"]) {
        assert.equal((await fetch(`${fleet.url}${path}`)).status, 200, path);
      }
      assert.ok((await fetch(`${fleet.url}/students`, student)).status < 500);
      assert.ok(((await fleet.evaluate('fs.readdirSync("/tmp/data")')) as string[]).length > 0);
    });

    it("has users, and users-cli to speak to them", async () => {
      await using users = await startContainer(tried(), [], "users");
      const address = `--address=${new URL(users.url).host}`;
      await users.exec(
        "users-cli",
        "create",
        address,
        "--email=ada@example.com",
        "--firstname=Ada",
        "--lastname=L",
        "--age=36",
      );
      assert.match(await users.exec("users-cli", "list", address), /ada@example\.com/);
    });

    it("has pictures that are drawn smaller in a thread of their own", async () => {
      await using pictures = await startContainer(tried(), [], "pictures");
      const answer = await fetch(`${pictures.url}/homersimpson?width=64`);
      assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "image/png"]);
    });

    it("tells its version, which is that of its label", async () => {
      const { docker, image } = tried();
      const label = '{{index .Config.Labels "org.opencontainers.image.version"}}';
      const version = await docker.run("inspect", `--format=${label}`, image);
      assert.match(
        (await start("--version")).stdout,
        new RegExp(`^flotilla ${version.replaceAll(".", "\\.")} \\(\\w+, \\d{4}-`),
      );
    });

    it("says in a label where its source is", async () => {
      const { docker, image } = tried();
      const label = '{{index .Config.Labels "org.opencontainers.image.source"}}';
      const source = await docker.run("inspect", `--format=${label}`, image);
      assert.equal(source, `https://github.com/${repository}`);
    });

    it("names all programs where one is asked for that does not exist", async () => {
      const { code, stderr } = await start("mailbox");
      assert.equal(code, 64);
      assert.match(stderr, /there is no program "mailbox"/);
      for (const { name } of services) assert.match(stderr, new RegExp(`\\b${name}\\b`));
    });
  });
}

/** What the programs find beside them. */
export function surroundingScenarios(tried: () => Tried): void {
  describe("by what its programs find", () => {
    it("loads what was compiled when it was built", async () => {
      await using hello = await startContainer(tried(), ["--env=NODE_DEBUG_NATIVE=COMPILE_CACHE"], "hello");
      const { stdout, stderr } = await tried().docker.try("logs", hello.id);
      const chunks = `${stdout}${stderr}`.split("\n").filter((line) => /V8 code cache for ESM .*chunk-/.test(line));
      assert.ok(chunks.length > 5, `${chunks.length} chunks`);
      assert.deepEqual(
        chunks.filter((line) => !line.includes("was accepted")),
        [],
      );
    });

    it("trusts the authorities that Debian trusts", async () => {
      await using hello = await startContainer(tried(), [], "hello");
      assert.ok(((await hello.evaluate('tls.getCACertificates("system").length')) as number) > 50);
    });
  });
}
