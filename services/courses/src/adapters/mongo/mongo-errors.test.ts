import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Fault } from "@flotilla/chassis";
import { MongoBulkWriteError, MongoNetworkError, MongoServerError } from "mongodb";
import { isDuplicateKey, translateMongoError } from "./mongo-errors.ts";

const inBulk = (cause: Error) => new MongoBulkWriteError(cause, undefined as never);

describe("translateMongoError", () => {
  it("says that the store is away when the connection is, in a bulk write as well", () => {
    const lost = new MongoNetworkError("read ECONNRESET");
    for (const thrown of [lost, inBulk(lost)]) {
      const translated = translateMongoError(thrown);
      assert.ok(translated instanceof Fault);
      assert.equal(translated.reason, "COURSE_STORE_UNAVAILABLE");
    }
  });

  it("leaves what the server refuses as it is", () => {
    const double = new MongoServerError({ message: "E11000 duplicate key", code: 11_000 });
    for (const thrown of [double, inBulk(double)]) {
      assert.equal(translateMongoError(thrown), thrown);
      assert.ok(isDuplicateKey(thrown));
    }
  });
});
