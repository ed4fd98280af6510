import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { chooseCompression, findCompression, gzip } from "./compression.ts";

describe("gzip", () => {
  it("reads back what it wrote, small and large", async () => {
    for (const size of [0, 10, 100_000]) {
      const bytes = Buffer.alloc(size, "abc");
      assert.deepEqual(Buffer.from(await gzip.decompress(await gzip.compress(bytes), size)), bytes);
    }
  });

  it("stops a bomb at the limit", async () => {
    const small = gzipSync(Buffer.alloc(10_000_000));
    assert.ok(small.length < 16 * 1024);
    assert.throws(() => gzip.decompress(small, 1000), { code: "resource_exhausted", reason: "BODY_TOO_LARGE" });
    const large = gzipSync(Buffer.alloc(40_000_000));
    assert.ok(large.length > 16 * 1024);
    await assert.rejects(async () => gzip.decompress(large, 1000), { reason: "BODY_TOO_LARGE" });
  });

  it("refuses what is broken or cut", async () => {
    for (const bytes of [Buffer.from("no gzip"), gzipSync("some text").subarray(0, 15), Buffer.alloc(20_000)]) {
      await assert.rejects(async () => gzip.decompress(bytes, 1000), { reason: "MALFORMED_MESSAGE" });
    }
  });
});

describe("findCompression", () => {
  it("knows gzip, identity and none", () => {
    assert.deepEqual(["gzip", "identity", "", undefined].map(findCompression), [gzip, undefined, undefined, undefined]);
  });

  it("refuses any other", () => {
    for (const name of ["br", "GZIP", "gzip, gzip"]) {
      assert.throws(() => findCompression(name), { code: "unimplemented", reason: "UNSUPPORTED_ENCODING" });
    }
  });
});

describe("chooseCompression", () => {
  it("takes gzip where the caller accepts it", () => {
    for (const accepted of ["gzip", "br, gzip", "identity,deflate,gzip", "gzip;q=0.5", ["br", "gzip"]]) {
      assert.equal(chooseCompression(accepted), gzip, String(accepted));
    }
  });

  it("takes none where the caller does not", () => {
    for (const accepted of [undefined, "", "br", "xgzip", "gzipped", "gzip;q=0", "gzip; q=0.0, br"]) {
      assert.equal(chooseCompression(accepted), undefined, String(accepted));
    }
  });
});
