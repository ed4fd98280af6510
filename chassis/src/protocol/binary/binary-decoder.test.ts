import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, type DescMessage, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { EverythingSchema, type Sub, SubSchema } from "@flotilla/contract/flotilla/test/v1/transcoding";
import { UserSchema } from "@flotilla/contract/user/user";
import { arbitraryMessage } from "../../../test/arbitrary-message.ts";
import { awkwardMessages } from "../../../test/awkward-messages.ts";
import { everyMessage } from "../../../test/every-message.ts";
import { outcome } from "../../../test/outcome.ts";
import { createRandom, type Random } from "../../../test/random.ts";
import { decodeBinary } from "./binary-decoder.ts";
import { compileDecoder } from "./compile-decoder.ts";
import { WireReader } from "./wire-reader.ts";

/** Messages per type; `node binary-decoder.test.ts 5000` looks for longer. */
const seeds = Number(process.argv[2] ?? 8);

const everyType = [...(await everyMessage()), ...awkwardMessages()];

function assertAsFromBinary(desc: DescMessage, bytes: Uint8Array, what: string): void {
  const own = outcome(() => decodeBinary(desc, bytes));
  assert.deepEqual(
    own,
    outcome(() => fromBinary(desc, bytes)),
    `${what}: ${Buffer.from(bytes).toString("hex")}`,
  );
}

function arbitraryBytes(desc: DescMessage, random: Random): Buffer {
  try {
    return Buffer.from(toBinary(desc, arbitraryMessage(desc, random)));
  } catch {
    return Buffer.alloc(0);
  }
}

/** The same bytes with one thing wrong, or unusual. */
function mutate(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  const byte = Buffer.of(random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)]));
  switch (random.below(5)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([before, byte, after]);
    case 2:
      return Buffer.concat([before, byte, after.subarray(1)]);
    case 3:
      return Buffer.concat([before, after.subarray(1)]);
    default:
      return Buffer.concat([bytes, bytes.subarray(random.below(bytes.length + 1))]);
  }
}

describe("the binary decoder", () => {
  it("reads what fromBinary reads, and refuses what it refuses, from whole and mutated messages of every type", () => {
    for (const desc of everyType) {
      for (let seed = 1; seed <= seeds; seed++) {
        const random = createRandom(seed);
        const bytes = arbitraryBytes(desc, random);
        const what = `${desc.typeName}, seed ${seed}`;
        assertAsFromBinary(desc, bytes, what);
        assertAsFromBinary(desc, mutate(bytes, random), what);
        assertAsFromBinary(desc, mutate(mutate(bytes, random), random), what);
      }
    }
  });

  it("reads texts of every length and script", () => {
    for (const unit of ["a", "é", "€", "🚢", "\ufeff", "\ufffd"]) {
      for (let length = 0; length < 140; length++) {
        assertAsFromBinary(SubSchema, toBinary(SubSchema, create(SubSchema, { name: unit.repeat(length) })), unit);
      }
    }
  });

  it("refuses what is no UTF-8 where the contract wants it", () => {
    for (const text of ["ff", "c328", "eda080", "c080", "f5808080"]) {
      for (const length of [0, 40]) {
        const name = Buffer.concat([Buffer.alloc(length, "a"), Buffer.from(text, "hex")]);
        const bytes = Buffer.concat([Buffer.of(0x0a, name.length), name]);
        assert.throws(() => decodeBinary(SubSchema, bytes), text);
        for (const desc of everyType) if (desc.fields[0]?.number === 1) assertAsFromBinary(desc, bytes, desc.typeName);
      }
    }
  });

  it("reads messages as deep as fromBinary, and no deeper", () => {
    for (const depth of [98, 99, 100, 101, 5000]) {
      let nested = Buffer.alloc(0);
      for (let level = 1; level < depth; level++)
        nested = Buffer.concat([Buffer.of(0x1a), toVarint(nested.length), nested]);
      assertAsFromBinary(SubSchema, nested, `${depth} deep`);
    }
  });

  it("reads bytes as views of what it was given, Buffer or not", () => {
    const bytes = toBinary(EverythingSchema, create(EverythingSchema, { bytesValue: Buffer.from("hi") }));
    for (const given of [bytes, Buffer.from(bytes), Buffer.concat([Buffer.from("xy"), bytes]).subarray(2)]) {
      assertAsFromBinary(EverythingSchema, given, given.constructor.name);
    }
  });

  const parts: Readonly<Record<string, readonly MessageInitShape<typeof EverythingSchema>[]>> = {
    "a message": [{ sub: { name: "a" } }, { sub: { pageSize: 5 } }],
    "a message in a oneof": [
      { choice: { case: "choiceSub", value: { name: "a" } } },
      { choice: { case: "choiceSub", value: { pageSize: 5 } } },
    ],
    "a oneof of two cases": [
      { choice: { case: "choiceSub", value: { name: "a" } } },
      { choice: { case: "choiceText", value: "" } },
    ],
    "a wrapper": [{ wrappedText: "a" }, { wrappedText: "" }],
    "a list": [{ bools: [true] }, { bools: [false, true] }],
    "a map": [{ parts: { 1: { name: "a" } } }, { parts: { 1: { pageSize: 5 } } }],
    "a scalar": [{ text: "a", optionalText: "" }, { text: "b" }],
  };
  for (const [what, inits] of Object.entries(parts)) {
    it(`puts ${what} together that comes in parts`, () => {
      const bytes = Buffer.concat(inits.map((init) => toBinary(EverythingSchema, create(EverythingSchema, init))));
      assertAsFromBinary(EverythingSchema, bytes, what);
    });
  }

  const unusual: Readonly<Record<string, string>> = {
    "a tag in more bytes than it needs": "8a000161",
    "a tag of five bytes": "8a8080800000",
    "a tag beyond 32 bits": "8a8080801000",
    "a tag of field 0": "0200",
    "a varint of eleven bytes": "208080808080808080808001",
    "a negative int32 in ten bytes": "20ffffffffffffffffff01",
    "a negative int32 in five bytes": "20ffffffff0f",
    "a bool in two bytes": "608001",
    "a packed list that ends within an item": "d202028001",
    "a packed list whose last item is beyond its end": "d202018001",
    "a message whose last field is beyond its end": "8201020a0161",
    "a length beyond the end": "0aff01",
    "a length of 4 GiB": "0affffffff0f",
    "a group that is not in the contract": "a30608052c08a406",
    "fields that are not in the contract": "a0060508a206026869a1060102030405060708a50601020304",
    "a field that is not in the contract and ends beyond the bytes": "a1060102",
    "a field of wire type 7": "a706",
    "a string's field as a number": "0805",
    "a map's entry with two values": "9a0106080112001200",
    "a map's entry without a key, or the other way round": "920102100592010410050a00920100",
  };
  for (const [what, hex] of Object.entries(unusual)) {
    it(`takes or refuses ${what} as fromBinary does`, () => {
      assertAsFromBinary(EverythingSchema, Buffer.from(hex, "hex"), what);
    });
  }

  it("reads no packed item beyond the end of the bytes", () => {
    const packed = everyType.find(({ typeName }) => typeName === "awkward.proto3.Packed")!;
    for (const { number } of packed.fields) {
      assertAsFromBinary(
        packed,
        Buffer.concat([toVarint((number << 3) | 2), Buffer.from("ffffffff0f00", "hex")]),
        `${number}`,
      );
    }
  });

  it("leaves to fromBinary only what is unusual", () => {
    const sub: Sub = create(SubSchema, { name: "Zoë", pageSize: -1, next: { name: "the next one, a little longer" } });
    const bytes = toBinary(
      EverythingSchema,
      create(EverythingSchema, {
        ...{
          text: "x",
          optionalText: "",
          texts: ["a", ""],
          int32Value: -5,
          int64Value: -5n,
          uint32Value: 4_294_967_295,
        },
        ...{ uint64Value: 2n ** 64n - 1n, sint32Value: -7, sfixed64Value: -8n, doubleValue: -0.5, floatValue: 1.5 },
        ...{
          boolValue: true,
          bytesValue: Buffer.of(0, 255),
          color: 77 as never,
          colors: [1, -1 as never],
          sub,
          subs: [sub],
        },
        ...{ counts: { a: 1 }, parts: { "-5": sub }, flags: { true: 1 }, time: { seconds: -9n, nanos: 1 } },
        ...{
          wrappedText: "",
          wrappedNumber: 5n,
          wrappedBytes: Buffer.of(1),
          choice: { case: "choiceSub", value: sub },
        },
        ...{ wrappedNumbers: [{ value: 5 }], longs: [1n, 2n ** 63n], bools: [true, false], optionalNumber: 0 },
      }),
    );
    const read = compileDecoder(EverythingSchema);
    const newer = Buffer.concat([bytes, Buffer.from("a00605a206026869", "hex")]);
    assert.deepEqual(read(new WireReader(newer), newer.length), fromBinary(EverythingSchema, newer));
  });

  it("hands on messages that can be given fields that they came without", () => {
    const user = decodeBinary(UserSchema, Buffer.alloc(0));
    assert.deepEqual(Object.keys(user), Object.keys(create(UserSchema)));
    assert.notEqual(user, decodeBinary(UserSchema, Buffer.alloc(0)));
  });
});

function toVarint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}
