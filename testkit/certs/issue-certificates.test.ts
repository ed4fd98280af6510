import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { issueCertificates } from "./issue-certificates.ts";
import { readOptions } from "./read-options.ts";

const start = new Date("2026-01-01T00:00:00Z");
const names = ["clock", "places"];

function afterDays(days: number): Date {
  return new Date(start.getTime() + days * 86_400_000);
}

function createFolder(context: TestContext) {
  const out = join(mkdtempSync(join(tmpdir(), "flotilla-certs-")), "certs");
  context.after(() => rmSync(join(out, ".."), { recursive: true }));
  const read = (name: string) => new X509Certificate(readFileSync(join(out, `${name}.crt`)));
  const run = async (now: Date, over = {}) => {
    const issued = await issueCertificates({ out, names, trustDomain: "flotilla.local", days: 90, now, ...over });
    return Object.fromEntries(issued.map(({ name, outcome }) => [name, outcome]));
  };
  return { out, read, run };
}

describe("issueCertificates", () => {
  it("makes an authority and certificates of it, for both sides of a local connection", async (context) => {
    const { read, run } = createFolder(context);
    assert.deepEqual(await run(start), { ca: "made", clock: "made", places: "made" });
    const [ca, clock] = [read("ca"), read("clock")];
    assert.equal(ca.ca, true);
    assert.equal(clock.ca, false);
    assert.equal(clock.checkIssued(ca) && clock.verify(ca.publicKey), true);
    assert.match(
      clock.subjectAltName ?? "",
      /^URI:spiffe:\/\/flotilla\.local\/clock, DNS:localhost, IP Address:127\.0\.0\.1,/,
    );
    assert.deepEqual(clock.keyUsage, ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
    assert.equal(clock.validToDate.getTime(), afterDays(90).getTime());
  });

  it("lets nobody but the owner read the keys", async (context) => {
    const { out, run } = createFolder(context);
    await run(start);
    for (const name of ["ca", ...names]) assert.equal(statSync(join(out, `${name}.key`)).mode & 0o777, 0o600);
  });

  it("keeps what is good, and renews what is in its last third", async (context) => {
    const { read, run } = createFolder(context);
    await run(start);
    const { serialNumber } = read("ca");
    assert.deepEqual(await run(afterDays(59)), { ca: "kept", clock: "kept", places: "kept" });
    assert.deepEqual(await run(afterDays(61)), { ca: "kept", clock: "made", places: "made" });
    assert.equal(read("ca").serialNumber, serialNumber);
    assert.equal(read("clock").validToDate.getTime(), afterDays(151).getTime());
  });

  it("makes anew what is of another trust domain, or whose key is another's", async (context) => {
    const { out, read, run } = createFolder(context);
    await run(start);
    copyFileSync(join(out, "places.key"), join(out, "clock.key"));
    assert.deepEqual(await run(start), { ca: "kept", clock: "made", places: "kept" });
    assert.deepEqual(await run(start, { trustDomain: "example.org" }), { ca: "kept", clock: "made", places: "made" });
    assert.match(read("places").subjectAltName ?? "", /^URI:spiffe:\/\/example\.org\/places,/);
  });

  it("makes everything anew with a new authority", async (context) => {
    const { out, read, run } = createFolder(context);
    await run(start);
    rmSync(join(out, "ca.key"));
    assert.deepEqual(await run(start), { ca: "made", clock: "made", places: "made" });
    assert.equal(read("clock").verify(read("ca").publicKey), true);
  });
});

describe("readOptions", () => {
  it("has a default for everything", () => {
    assert.deepEqual(readOptions(["clock", "clock"], start), {
      ...{ out: ".certs", trustDomain: "flotilla.local", days: 90, names: ["clock"], now: start },
    });
    assert.equal(readOptions(["--help"], start), undefined);
  });

  it("refuses what would be no certificate, or no file of its folder", () => {
    for (const args of [["--days", "0"], ["--days", "x"], ["--trust-domain", "a/b"], ["../x"], ["ca"], ["--what"]]) {
      assert.throws(() => readOptions(args, start), /--days|--trust-domain|a name must|'--what'/);
    }
  });
});
