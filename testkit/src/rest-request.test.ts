import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { GetPortRequestSchema, PortsService, PutPortRequestSchema } from "@flotilla/contract/flotilla/ports/v1/ports";
import { EchoService, NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { toRestRequest } from "./rest-request.ts";

describe("toRestRequest", () => {
  it("puts variables into the path, escaped, and the rest into the query", () => {
    const note = create(NoteSchema, { text: "a/b ü?", number: 2, labels: ["x", "y&z"] });
    assert.deepEqual(toRestRequest(EchoService.method.say, note), {
      verb: "GET",
      target: "/v1/say/a%2Fb%20%C3%BC%3F?number=2&labels=x&labels=y%26z",
      body: undefined,
    });
  });

  it("takes another binding when a path variable is empty", () => {
    const request = toRestRequest(EchoService.method.say, create(NoteSchema, { number: 2 }));
    assert.deepEqual(request, { verb: "POST", target: "/v1/say", body: { number: 2 } });
  });

  it("puts the field that the rule names into the body", () => {
    const put = create(PutPortRequestSchema, { unloc: "AEAJM", port: { name: "Ajman" } });
    assert.deepEqual(toRestRequest(PortsService.method.putPort, put), {
      verb: "PUT",
      target: "/ports/AEAJM",
      body: { name: "Ajman" },
    });
    const get = create(GetPortRequestSchema, { unloc: "AEAJM" });
    assert.equal(toRestRequest(PortsService.method.getPort, get).target, "/ports/AEAJM");
  });

  it("refuses an rpc that REST does not serve", () => {
    assert.throws(() => toRestRequest(EchoService.method.repeat, create(NoteSchema)), /no google\.api\.http rule/);
  });
});
