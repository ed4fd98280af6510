import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, type DescField, type DescMessage, getOption } from "@bufbuild/protobuf";
import { createValidator, type ValidationResult } from "@bufbuild/protovalidate";
import { FieldRulesSchema, field } from "@flotilla/contract/buf/validate/validate";
import { CourseEventsService, CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { PortSchema, PortsService } from "@flotilla/contract/flotilla/ports/v1/ports";
import { UsersService } from "@flotilla/contract/flotilla/users/v1/users";
import { UpdateType } from "@flotilla/contract/nis_test/nis_test";
import { compilePlainRules } from "./plain-rules.ts";
import { compileValue } from "./plain-value.ts";

/** Numbers that repeat: the same seed draws the same messages (mulberry32). */
function createRandom(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Random = ReturnType<typeof createRandom>;

const texts = [
  "",
  "a",
  "AEDXB",
  "aedxb",
  "AEDX",
  "AEDXB\n",
  "é",
  "😀",
  "😀".repeat(33),
  "x".repeat(64),
  "x".repeat(65),
  "Ada",
  "😀😀😀",
  "line\nbreak",
  "null\0byte",
  "x".repeat(20),
  "elective",
  "0a".repeat(12),
  "01a2007f-09b2-7068-b923-cffb03bfb9a7",
  "01A2007F-09B2-7068-B923-CFFB03BFB9A7",
  "01a2007f09b27068b923cffb03bfb9a7",
];
const everydayTexts = ["Ada Byron", "0a".repeat(12), "01a2007f-09b2-7068-b923-cffb03bfb9a7", "AEDXB"];
const longTexts = [64, 128, 256, 320, 512, 1024, 4096].flatMap((size) => ["x".repeat(size), "x".repeat(size + 1)]);
const numbers = [0, 1, -1, 150, 151, 20_040, 20_041, 2 ** 31 - 1, Number.NaN, Number.POSITIVE_INFINITY];

function draw(desc: DescMessage, random: Random): Record<string, unknown> {
  const drawn = desc.fields.filter(() => random(3) > 0).map((field) => [field.localName, drawField(field, random)]);
  return Object.fromEntries(drawn.filter(([, value]) => value !== undefined));
}

function drawField(field: DescField, random: Random): unknown {
  if (field.oneof || field.fieldKind === "map") return undefined;
  const one = () => drawOne(field, random);
  if (field.fieldKind !== "list") return one();
  return Array.from({ length: [0, 1, 3, 64, 65][random(5)]! }, one);
}

function drawOne(field: DescField, random: Random): unknown {
  if (field.message) return field.message.typeName.startsWith("google.") ? undefined : draw(field.message, random);
  if (field.enum) return random(9) - 1;
  const kind = field.scalar;
  if (kind === 9) return drawText(random);
  if (kind === 5) return numbers.slice(0, 8)[random(8)];
  return kind === 1 ? numbers[random(numbers.length)] : undefined;
}
/** Half of them are such as requests have. */
function drawText(random: Random): string {
  const pool = random(2) === 0 ? everydayTexts : [...texts, ...longTexts];
  return pool[random(pool.length)]!;
}

describe("compilePlainRules", () => {
  const validator = createValidator();

  for (const service of [UsersService, PortsService, StudentsService, CoursesService, CourseEventsService]) {
    for (const { input, name } of service.methods) {
      const isSurelyGood = compilePlainRules(input);
      if (!isSurelyGood) continue;
      it(`never calls a ${input.name} good that the engine calls bad (${name})`, () => {
        const random = createRandom(20_261_121);
        const seen = { good: 0, bad: 0 };
        for (let round = 0; round < 2000; round++) {
          const message = create(input, draw(input, random));
          if (!isSurelyGood(message)) seen.bad++;
          else {
            seen.good++;
            const result: ValidationResult = validator.validate(input, message);
            assert.equal(result.kind, "valid", `${result.error?.message}: ${JSON.stringify(message)}`);
          }
        }
        assert.ok(seen.good > 0, "some messages are good");
      });
    }
  }

  it("calls everyday requests good, so that they need no engine", () => {
    const { input } = UsersService.method.createUser;
    const user = { email: "ada@example.com", firstName: "Ada", age: 36 };
    assert.equal(compilePlainRules(input)?.(create(input, { user })), true);
    assert.equal(compilePlainRules(input)?.(create(input, {})), false);
    const { input: enrol } = StudentsService.method.createStudent;
    const names = { name: "Ada", firstName: "Augusta", lastName: "Byron" };
    const student = { ...names, courseIds: ["0a".repeat(12)] };
    assert.equal(compilePlainRules(enrol)?.(create(enrol, { student })), true);
    assert.equal(compilePlainRules(enrol)?.(create(enrol, { student: { ...names, name: "A\0a" } })), false);
    const list = UsersService.method.listUsers.input;
    assert.equal(compilePlainRules(list)?.(create(list)), true);
    assert.equal(compilePlainRules(list)?.(create(list, { pageSize: -1 })), false);
    const { input: link } = CourseEventsService.method.applyCourseLink;
    const event = { id: "0a".repeat(12), payloadId: "s1", type: UpdateType.Add };
    assert.equal(compilePlainRules(link)?.(create(link, event)), true);
    assert.equal(compilePlainRules(link)?.(create(link, { ...event, type: 7 as UpdateType })), false);
  });

  it("holds patterns and lists to their bounds", () => {
    const { unloc, unlocs } = PortSchema.field;
    const nothing = () => undefined;
    const isCode = compileValue(unloc, getOption(unloc, field), nothing);
    assert.deepEqual(
      ["AEDXB", "AEDX", "AEDXB\n", "AEDXBX", "ÄEDXB"].map((text) => isCode?.(text)),
      [...[true, false, false, false, false]],
    );
    const areCodes = compileValue(unlocs, getOption(unlocs, field), nothing);
    const lists = [[], ["AEDXB"], Array(64).fill("AEDXB"), ["AEDXB", ""], Array(65).fill("AEDXB")];
    assert.deepEqual(
      lists.map((list) => areCodes?.(list)),
      [true, true, true, false, false],
    );
  });

  it("is sure of a least length only when there are enough characters, not just UTF-16 units", () => {
    const rules = create(FieldRulesSchema, { type: { case: "string", value: { minLen: 3n } } });
    const isLong = compileValue(PortSchema.field.name, rules, () => undefined);
    assert.deepEqual(
      ["ab", "😀😀", "abcde", "😀😀😀"].map((text) => isLong?.(text)),
      [false, false, true, true],
    );
  });

  it("leaves messages with rules in CEL to the engine", () => {
    assert.equal(compilePlainRules(PortsService.method.putPort.input), undefined);
  });
});
