import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, it } from "node:test";
import { create, type DescMessage, type Message, toBinary } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { type Everything, EverythingSchema, SubSchema } from "@flotilla/contract/flotilla/test/v1/transcoding";
import { SearchRespSchema, UserSchema } from "@flotilla/contract/user/user";
import { arbitraryMessage } from "../../../test/arbitrary-message.ts";
import { awkwardMessages } from "../../../test/awkward-messages.ts";
import { everyMessage } from "../../../test/every-message.ts";
import { createRandom } from "../../../test/random.ts";
import { toEnvelope } from "../envelope.ts";
import { encodeBinary, encodeEnvelope } from "./binary-encoder.ts";
import { compileEncoder } from "./compile-encoder.ts";

/** Messages per type; `node binary-encoder.test.ts 5000` looks for longer. */
const seeds = Number(process.argv[2] ?? 12);

const everyType = [...(await everyMessage()), ...awkwardMessages()];
const typeOf = new Map(everyType.map((desc) => [desc.typeName, desc]));

/** The bytes in hexadecimal, or why there are none. */
function outcome(encode: () => Uint8Array): string {
  try {
    return Buffer.from(encode()).toString("hex");
  } catch (cause) {
    return String(cause);
  }
}

function assertAsToBinary(desc: DescMessage, message: Message, what: string): void {
  const expected = outcome(() => toBinary(desc, message));
  assert.equal(
    outcome(() => encodeBinary(desc, message)),
    expected,
    what,
  );
}

describe("the binary encoder", () => {
  it("writes what toBinary writes, for arbitrary messages of every type, and leaves it only what it refuses", () => {
    for (const desc of everyType) {
      const write = compileEncoder(desc);
      for (let seed = 1; seed <= seeds; seed++) {
        const random = createRandom(seed);
        const message = arbitraryMessage(desc, random);
        if (random.below(4) === 0) message.$unknown = [{ no: 2000, wireType: WireType.Varint, data: Buffer.of(7) }];
        const what = `${desc.typeName}, seed ${seed}`;
        const expected = outcome(() => toBinary(desc, message));
        assert.equal(
          outcome(() => encodeBinary(desc, message)),
          expected,
          what,
        );
        if (!expected.includes("Error")) assert.doesNotThrow(() => write(0, message), what);
      }
    }
  });

  it("writes texts of every length and script, and half surrogate pairs, as UTF-8", () => {
    for (const unit of ["a", "é", "€", "🚢", "\ud800", "a\udc00"]) {
      for (let length = 0; length < 140; length++) {
        const name = "a".repeat(length % 3) + unit.repeat(length);
        assertAsToBinary(SubSchema, create(SubSchema, { name }), `${length} × ${unit}`);
      }
    }
    for (const length of [16_383, 16_384, 21_846, 2_097_151, 2_097_152]) {
      assertAsToBinary(SubSchema, create(SubSchema, { name: "é".repeat(length) }), `${length} × é`);
    }
  });

  it("writes messages in messages of every size", () => {
    let nested = create(SubSchema);
    for (let depth = 0; depth < 160; depth++) {
      nested = create(SubSchema, { name: "x".repeat(depth), next: nested });
      assertAsToBinary(SubSchema, nested, `${depth} deep`);
    }
  });

  it("keeps what it wrote before while it writes more", () => {
    const users = Array.from({ length: 20_000 }, (_, age) =>
      create(UserSchema, { age, email: `user${age}@example.com` }),
    );
    const answers = [0, 1, 500, 20_000, 1].map((count) => create(SearchRespSchema, { users: users.slice(0, count) }));
    const written = answers.map((answer) => encodeBinary(SearchRespSchema, answer));
    const expected = answers.map((answer) => toBinary(SearchRespSchema, answer));
    for (const [index, bytes] of written.entries()) assert.ok(Buffer.from(expected[index]!).equals(bytes));
  });

  it("writes an envelope around the same bytes", () => {
    for (const name of ["", "hi", "x".repeat(1000), "x".repeat(1_000_000)]) {
      const message = create(SubSchema, { name });
      assert.deepEqual(encodeEnvelope(SubSchema, message), toEnvelope(0, toBinary(SubSchema, message)));
    }
  });

  it("writes a message whose getter encodes another one", () => {
    const message = create(EverythingSchema, { int32Value: 7 });
    const get = () => Buffer.from(encodeBinary(SubSchema, create(SubSchema, { name: "inner" }))).toString("latin1");
    Object.defineProperty(message, "text", { get, enumerable: true });
    assertAsToBinary(EverythingSchema, message, "getter");
  });

  it("takes and refuses values of other types as toBinary does", () => {
    const values = [undefined, null, 0, -0, 1.5, 2 ** 31, -1, 2 ** 70, Number.NaN, "", "7", "x", true, 5n, 2n ** 64n];
    const all = [...values, {}, [], [1], Buffer.from("x"), new Date(0), create(SubSchema)];
    for (const name of ["Singular", "Many", "Packed", "Expanded", "TextLongs", "Choice", "Maps"]) {
      const desc = typeOf.get(`awkward.proto3.${name}`)!;
      for (const field of desc.fields)
        for (const value of all)
          assertAsToBinary(desc, holding(desc, field.localName, value), `${field} ${String(value)}`);
    }
    assertAsToBinary(SubSchema, create(UserSchema) as never, "a message of another type");
  });

  it("writes defaults of proto2 that are set, and refuses what lacks a required field", () => {
    const unset = create(typeOf.get("awkward.proto2.Default")!);
    const set = Object.assign(create(typeOf.get("awkward.proto2.Default")!), { f1: "by default" });
    assert.deepEqual(Buffer.from(encodeBinary(typeOf.get(unset.$typeName)!, unset)), Buffer.alloc(0));
    assertAsToBinary(typeOf.get(set.$typeName)!, set, "a default that is set");
    const lacking = create(typeOf.get("awkward.proto2.Required")!);
    assert.throws(() => encodeBinary(typeOf.get(lacking.$typeName)!, lacking), /required field not set/);
  });

  it("serves a process that may not compile code", () => {
    const source = `
      import { create } from "@bufbuild/protobuf";
      import { StatusSchema } from "@flotilla/contract/google/rpc/status";
      import { encodeEnvelope } from ${JSON.stringify(import.meta.resolve("./binary-encoder.ts"))};
      process.stdout.write(encodeEnvelope(StatusSchema, create(StatusSchema, { code: 5 })).toString("hex"));`;
    const args = ["--disallow-code-generation-from-strings", "--input-type=module", "--eval", source];
    assert.equal(
      execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: "utf8" }),
      "00000000020805",
    );
  });
});

/** A message whose field, list, map or oneof holds `value`. */
function holding(desc: DescMessage, localName: string, value: unknown): Message {
  const message = create(desc) as Everything & Record<string, unknown>;
  const field = desc.field[localName]!;
  if (field.oneof) message[field.oneof.localName] = { case: localName, value };
  else if (field.fieldKind === "list") message[localName] = [value];
  else if (field.fieldKind === "map") message[localName] = { "1": value };
  else message[localName] = value;
  return message;
}
