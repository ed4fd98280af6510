import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { PlacesService } from "@flotilla/contract/flotilla/places/v1/places";
import { PortsService } from "@flotilla/contract/flotilla/ports/v1/ports";
import { UsersService } from "@flotilla/contract/flotilla/users/v1/users";
import { ManualClock } from "../../test/manual-clock.ts";
import { newCall } from "../../test/new-call.ts";
import type { Fault } from "../fault.ts";
import { compose, type Handler } from "../handler.ts";
import { toMethod } from "../method.ts";
import { implement } from "../service.ts";
import { createRuleCompiler, validate } from "./validate.ts";

const createUser = toMethod(UsersService.method.createUser);
const putPort = toMethod(PortsService.method.putPort);

function send(method: typeof createUser, request: unknown, handler: Handler = () => "served") {
  return compose([validate()], handler, method)(request, newCall(method));
}

function newUser(user: MessageInitShape<typeof UsersService.method.createUser.input>) {
  return create(UsersService.method.createUser.input, user);
}

const toRpcs = () => Object.fromEntries(PortsService.methods.map(({ localName }) => [localName, () => ({})])) as never;
const neverAborted = new AbortController().signal;

describe("createRuleCompiler", () => {
  it("gives up its turn when the process stops first", async () => {
    const [clock, stop] = [new ManualClock(), new AbortController()];
    const running = createRuleCompiler([implement(PortsService, toRpcs())], clock).run?.(stop.signal);
    stop.abort();
    await running;
    assert.equal(clock.waiting, 0);
  });

  it("loads nothing for a contract whose rules are plain bounds", async () => {
    const clock = new ManualClock();
    const rpcs = Object.fromEntries(PlacesService.methods.map(({ localName }) => [localName, () => ({})])) as never;
    await createRuleCompiler([implement(PlacesService, rpcs)], clock).run?.(neverAborted);
    assert.equal(clock.waiting, 0);
  });

  it("compiles the rules of every rpc that has some beyond them", async () => {
    const clock = new ManualClock();
    const compiled = createRuleCompiler([implement(PortsService, toRpcs())], clock).run?.(neverAborted);
    clock.advance(500);
    await compiled;
    // Compiled or not shows in this alone: a message that needs the engine no longer waits for it.
    const request = create(PortsService.method.putPort.input, { unloc: "x" });
    assert.throws(() => send(putPort, request), { reason: "VALIDATION_FAILED" });
  });
});

describe("validate", () => {
  it("is not there for an rpc without rules", () => {
    const next = () => 0;
    assert.equal(validate()(next, toMethod(HelloService.method.getHello)), next);
  });

  it("passes a good request on, at once when its rules are plain", async () => {
    assert.equal(send(createUser, newUser({ user: { email: "ada@example.com" } })), "served");
    const port = { name: "Dubai", city: "Dubai", country: "United Arab Emirates", coordinates: [55.27, 25.25] };
    const request = create(PortsService.method.putPort.input, { unloc: "AEDXB", port });
    assert.equal(await send(putPort, request), "served");
  });

  it("reports every broken rule by its field's path, and does not call the handler", async () => {
    const request = newUser({ user: { email: "x".repeat(321), age: -1, phone: "1".repeat(65) } });
    const failing = async () => send(createUser, request, () => assert.fail("called"));
    await assert.rejects(failing, (fault: Fault) => {
      assert.deepEqual([fault.code, fault.reason], ["invalid_argument", "VALIDATION_FAILED"]);
      assert.deepEqual(
        fault.violations.map(({ field, rule }) => [field, rule]),
        [
          ["user.email", "string.max_len"],
          ["user.age", "int32.gte_lte"],
          ["user.phone", "string.max_len"],
        ],
      );
      assert.ok(fault.violations.every(({ message }) => message.length > 5));
      assert.match(fault.message, /user\.age: .*; user\.phone: /);
      return true;
    });
    await assert.rejects(
      async () => send(createUser, newUser({})),
      (fault: Fault) => fault.violations[0]?.field === "user",
    );
  });

  it("knows places in lists and rules in CEL", async () => {
    const port = { name: "Dubai", city: "Dubai", country: "AE", coordinates: [999, 0], unlocs: ["AEDXB", "nonsense"] };
    const request = create(PortsService.method.putPort.input, { unloc: "AEDXB", port });
    await assert.rejects(
      async () => send(putPort, request),
      (fault: Fault) => {
        assert.deepEqual(fault.violations.map(({ field, rule }) => [field, rule]).sort(), [
          ["port.coordinates", "port.coordinates"],
          ["port.unlocs[1]", "string.pattern"],
        ]);
        return true;
      },
    );
  });

  it("keeps the answer short when a great deal is broken", async () => {
    const port = { name: "a", city: "b", country: "c", unlocs: Array(64).fill("nonsense"), alias: Array(64).fill("") };
    const request = create(PortsService.method.putPort.input, { unloc: "AEDXB", port });
    await assert.rejects(
      async () => send(putPort, request),
      (fault: Fault) => fault.violations.length === 100 && /and 118 more/.test(fault.message),
    );
  });

  it("checks a stream message by message", async () => {
    const stream = { ...createUser, kind: "client_streaming" as const };
    const seen: unknown[] = [];
    const handler: Handler = async (requests) => {
      for await (const request of requests as AsyncIterable<{ user: { email: string } }>) seen.push(request.user.email);
    };
    const messages = (async function* () {
      yield newUser({ user: { email: "ada@example.com" } });
      yield newUser({ user: { age: 999 } });
      yield newUser({ user: { email: "never@example.com" } });
    })();
    await assert.rejects(async () => send(stream, messages, handler), { reason: "VALIDATION_FAILED" });
    assert.deepEqual(seen, ["ada@example.com"]);
  });
});
