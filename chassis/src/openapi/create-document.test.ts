import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { comments } from "@flotilla/contract/comments";
import { OpsService } from "@flotilla/contract/flotilla/ops/v1/ops";
import { TranscodingService } from "@flotilla/contract/flotilla/test/v1/transcoding";
import { Validator } from "@seriousme/openapi-schema-validator";
import { createDocument } from "./create-document.ts";

const source = { title: "test", version: "1.2.3", services: [TranscodingService, OpsService], comments };

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const result = await new Validator().validate(structuredClone(createDocument(source)));
    assert.deepEqual(result, { valid: true });
  });
});
