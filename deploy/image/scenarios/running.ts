import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startContainer, type Tried } from "./container.ts";

/** How a container of the image lives: who it is, what it may, when it is well, and how it ends. */
export function runScenarios(tried: () => Tried): void {
  describe("as a container", () => {
    it("runs as nobody in particular, and writes to /tmp alone", async () => {
      await using hello = await startContainer(tried(), [], "hello");
      assert.deepEqual(await hello.evaluate("[process.getuid(), process.getgid()]"), [65_532, 65_532]);
      const write = (path: string) =>
        hello.evaluate(
          `(() => { try { fs.writeFileSync("${path}", "x"); return "ok" } catch (e) { return e.code } })()`,
        );
      assert.equal(await write("/tmp/x"), "ok");
      assert.equal(await write("/opt/flotilla/x"), "EROFS");
      assert.match(await tried().docker.run("inspect", "--format={{.Config.User}}", hello.id), /^65532:65532$/);
    });

    it("owns nothing of itself, even where the root file system can be written", async () => {
      const { docker, image } = tried();
      const source = 'try { fs.writeFileSync("/opt/flotilla/lib/x", ""); "written" } catch (e) { e.code }';
      assert.equal(
        await docker.run("run", "--rm", "--network=host", "--entrypoint=node", image, "--print", source),
        "EACCES",
      );
    });

    it("is found well by its own health check", async () => {
      await using hello = await startContainer(
        tried(),
        ["--health-interval=200ms", "--health-start-period=0s"],
        "hello",
      );
      const read = () => tried().docker.run("inspect", "--format={{.State.Health.Status}}", hello.id);
      let health = await read();
      while (health === "starting") health = await read();
      assert.equal(health, "healthy");
    });

    it("answers probes over HTTP and gRPC, and fails those that must fail", async () => {
      await using hello = await startContainer(tried(), [], "hello");
      const probe = (url: string) => tried().docker.try("exec", hello.id, "flotilla", "probe", url);
      const grpc = hello.adminUrl.replace("http", "grpc");
      assert.deepEqual((await probe(`${hello.adminUrl}/healthz`)).stdout, "200 OK\n");
      assert.deepEqual((await probe(`${grpc}/flotilla.hello.v1.HelloService`)).stdout, "SERVING\n");
      assert.equal((await probe(`${hello.url}/nowhere`)).code, 1);
      assert.match((await probe(`${grpc}/no.such.Service`)).stderr, /NOT_FOUND|SERVICE_UNKNOWN|status 5/);
    });
  });
}
