import assert from "node:assert/strict";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { startContainer, type Tried } from "./container.ts";

/** What is mounted into a container reaches its service, and a wish to stop does, too. */
export function serviceScenarios(tried: () => Tried): void {
  describe("as a service", () => {
    it("says what MESSAGES says, and follows a file of messages", async () => {
      const folder = await mkdtemp(join(tmpdir(), "flotilla-messages-"));
      try {
        await chmod(folder, 0o755);
        await writeFile(join(folder, "MESSAGES"), "first");
        const mount = `--volume=${folder}:/etc/messages:ro`;
        await using hello = await startContainer(
          tried(),
          [mount, "--env=MESSAGES_FILE=/etc/messages/MESSAGES"],
          "hello",
        );
        await using other = await startContainer(tried(), ["--env=MESSAGES=ahoy"], "hello");
        assert.equal(await readText(other.url), "ahoy");
        assert.equal(await readText(hello.url), "first");
        await writeFile(join(folder, "MESSAGES"), "second");
        let said = await readText(hello.url);
        while (said === "first") said = await readText(hello.url);
        assert.equal(said, "second");
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    it("finishes the call in flight when it is asked to stop, and ends with 0", async () => {
      const { docker } = tried();
      await using users = await startContainer(tried(), ["--env=LOG_LEVEL=info"], "users");
      const body = JSON.stringify({ email: "ada@example.com", firstName: "Ada", lastName: "Lovelace", age: 36 });
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const call = request(`${users.url}/v1/users`, { method: "POST", headers, agent: false });
      const answered = once(call, "response");
      call.write(body.slice(0, 20));
      // The server has the first half once it answers a call that came later.
      await readText(`${users.url}/v1/users`);
      await docker.run("kill", "--signal=TERM", users.id);
      while (!(await docker.try("logs", users.id)).stdout.includes("stopping"));
      call.end(body.slice(20));
      const [answer] = await answered;
      answer.resume();
      assert.ok(answer.statusCode < 300, `the call ends with ${answer.statusCode}`);
      assert.equal(await docker.run("wait", users.id), "0");
    });
  });
}

async function readText(url: string): Promise<string> {
  return (await (await fetch(url)).text()).trim();
}
