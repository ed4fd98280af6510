import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { findImages, listImages } from "./list-images.ts";
import { makeLock } from "./make-lock.ts";
import { resolveDigest } from "./resolve-digest.ts";

const manifest = JSON.stringify({ schemaVersion: 2 });
const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;

describe("the lock of images", () => {
  let host = "";
  const registry = createServer(({ url = "", headers }, answer) => {
    if (url.startsWith("/token?")) return answer.end(JSON.stringify({ token: `for ${url}` }));
    const isKnown = headers.authorization === "Bearer for /token?service=r&scope=repository%3Aours%2Fclosed%3Apull";
    if (url.includes("/closed/") && !isKnown) {
      const challenge = `Bearer realm="http://${host}/token",service="r",scope="repository:ours/closed:pull"`;
      return answer.writeHead(401, { "www-authenticate": challenge }).end();
    }
    if (url.includes("/gone/")) return answer.writeHead(404).end();
    return answer.setHeader("docker-content-digest", url.includes("/lying/") ? "sha256:00" : digest).end(manifest);
  });

  before(async () => {
    await once(registry.listen(0, "127.0.0.1"), "listening");
    host = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
  });
  after(() => registry.close());

  it("has the digest of what a tag means", async () => {
    assert.equal(await resolveDigest(`${host}/ours/open:1.2.3`), digest);
  });

  it("asks for a token where the registry wants one", async () => {
    assert.equal(await resolveDigest(`${host}/ours/closed:1.2.3`), digest);
  });

  it("believes no registry that names another digest than its manifest has", async () => {
    await assert.rejects(resolveDigest(`${host}/ours/lying:1`), /says sha256:00, but/);
  });

  it("fails where a tag is gone, or there is none", async () => {
    await assert.rejects(resolveDigest(`${host}/ours/gone:1`), /answers 404/);
    await assert.rejects(resolveDigest(`${host}/ours/open`), /is not registry/);
  });

  it("has the fleet's own image once that was pushed, and says why it has not before", async () => {
    const [other, own, gone] = [`${host}/ours/open:1.2.3`, `${host}/ours/closed:1.2.3`, `${host}/ours/gone:1.2.3`];
    assert.deepEqual(await makeLock([other, own], own), { lines: [`${own}@${digest}`, `${other}@${digest}`] });
    const { lines, leftOut } = await makeLock([other, gone], gone);
    assert.deepEqual(lines, [`${other}@${digest}`]);
    assert.match(leftOut ?? "", /gone.*answers 404/);
    await assert.rejects(makeLock([other, gone], own), /gone.*answers 404/);
  });

  it("reads the images of manifests and Dockerfiles", () => {
    const text = `ARG V=2\nFROM docker.io/library/node:\${V}-slim AS a\nFROM a\n  image: ghcr.io/x/y:1\n  - image: "r.io/z:3"`;
    assert.deepEqual(findImages(text), ["docker.io/library/node:2-slim", "ghcr.io/x/y:1", "r.io/z:3"]);
  });

  it("is for images of one version each, never of a moving tag", () => {
    const images = listImages(join(import.meta.dirname, "../../.."));
    assert.ok(images.length > 10, images.join());
    assert.deepEqual(
      images.filter((image) => !/:v?\d+\.\d+/.test(image)),
      [],
    );
  });
});
