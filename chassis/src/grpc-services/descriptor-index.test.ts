import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { EchoService } from "@flotilla/contract/flotilla/test/v1/echo";
import { DescriptorIndex } from "./descriptor-index.ts";

const index = new DescriptorIndex([EchoService]);
const echoFile = "flotilla/test/v1/echo.proto";

describe("DescriptorIndex", () => {
  it("finds files by name, imports of imports too", () => {
    for (const name of [
      echoFile,
      "google/api/http.proto",
      "google/protobuf/descriptor.proto",
      "google/rpc/error_details.proto",
    ]) {
      assert.equal(index.findFile(name)?.proto.name, name);
    }
    assert.equal(index.findFile("flotilla/test/v1/none.proto"), undefined);
  });

  it("finds the file of every kind of symbol", () => {
    const symbols = {
      "flotilla.test.v1.EchoService": echoFile,
      "flotilla.test.v1.EchoService.Say": echoFile,
      "flotilla.test.v1.Note": echoFile,
      "flotilla.test.v1.Note.labels": echoFile,
      "google.api.HttpRule.pattern": "google/api/http.proto",
      "google.rpc.BadRequest.FieldViolation": "google/rpc/error_details.proto",
      "google.protobuf.FieldDescriptorProto.TYPE_INT32": "google/protobuf/descriptor.proto",
      "google.api.http": "google/api/annotations.proto",
    };
    for (const [symbol, file] of Object.entries(symbols)) {
      assert.equal(index.findSymbol(symbol)?.proto.name, file, symbol);
    }
    assert.equal(index.findSymbol("flotilla.test.v1.Nothing"), undefined);
    assert.equal(index.findSymbol(""), undefined);
  });

  it("finds extensions by number and lists them", () => {
    const options = "google.protobuf.MethodOptions";
    assert.equal(index.findExtension(options, 72_295_728)?.proto.name, "google/api/annotations.proto");
    assert.equal(index.findExtension(options, 1), undefined);
    assert.deepEqual(index.listExtensions(options), [51_000, 72_295_728]);
    assert.deepEqual(index.listExtensions("flotilla.test.v1.Note"), []);
    assert.equal(index.listExtensions("flotilla.test.v1.Nothing"), undefined);
  });

  it("serialises a file with its imports, each once", () => {
    const sent = new Set<NonNullable<ReturnType<typeof index.findFile>>>();
    const names = index
      .serialize(index.findFile(echoFile)!, sent)
      .map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name);
    assert.equal(names[0], echoFile);
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.includes("google/protobuf/descriptor.proto"));
    assert.deepEqual(index.serialize(index.findFile("google/api/http.proto")!, sent), []);
  });
});
