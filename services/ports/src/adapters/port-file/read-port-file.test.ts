import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { createRandom } from "@flotilla/testkit/random";
import type { Port } from "../../domain/port.ts";
import type { FileFormat, RejectedRecord } from "../../domain/port-file.ts";
import { readPortFile } from "./read-port-file.ts";
import { maxRecordBytes } from "./record-scanner.ts";

interface Read {
  readonly ports: Port[];
  readonly rejects: RejectedRecord[];
}

async function read(chunks: Iterable<Uint8Array>, format?: FileFormat): Promise<Read> {
  const all: Read = { ports: [], rejects: [] };
  for await (const { ports, rejects } of readPortFile(iterate(chunks), format)) {
    all.ports.push(...ports);
    all.rejects.push(...rejects);
  }
  return all;
}

async function* iterate(chunks: Iterable<Uint8Array>) {
  yield* chunks;
}

const readText = (text: string | Uint8Array, format?: FileFormat) => read([Buffer.from(text)], format);

const port = (more = "") => `{"name":"N","city":"C","country":"L"${more}}`;

/** Where the file breaks, the same however it is cut. */
async function assertBroken(text: string | Uint8Array, place: RegExp, reason = "MALFORMED_FILE"): Promise<void> {
  const bytes = Buffer.from(text);
  await assert.rejects(read([bytes]), { reason, message: place });
  await assert.rejects(
    read(Array.from(bytes.subarray(0, 3000), (_, at) => bytes.subarray(at, at + 1)).concat(bytes.subarray(3000))),
    {
      reason,
      message: place,
    },
  );
}

describe("readPortFile", () => {
  it("reads the bundled file as JSON.parse does", async () => {
    const bytes = readFileSync(new URL("../../../data/ports.json", import.meta.url));
    const expected = JSON.parse(bytes.toString());
    const { ports, rejects } = await read([bytes]);
    assert.equal(ports.length, 1634);
    assert.deepEqual(rejects, []);
    for (const { unloc, ...rest } of ports) assert.deepEqual(rest, expected[unloc]);
  });

  it("gives the same however the bytes are cut", async () => {
    const random = createRandom(3);
    const text = createHardFile();
    const expected = Object.entries(JSON.parse(text.replace("\ufeff", ""))).map(([unloc, value]) => ({
      ...{ unloc, alias: [], regions: [], unlocs: [unloc] },
      ...(value as object),
    }));
    for (let round = 0; round < 300; round++) {
      const { ports, rejects } = await read(cut(Buffer.from(text), random));
      assert.deepEqual([ports, rejects], [expected, []], `seed 3, round ${round}`);
    }
  });

  it("reads lines, blank ones and CRLF included, whatever their cut", async () => {
    const random = createRandom(4);
    const lines = [
      port(',"unloc":"AAAAA"'),
      "",
      port(',"unlocs":["AAAAB"]'),
      "  ",
      port(',"unloc":"AAAAC","x":"é\\n"'),
    ];
    const bytes = Buffer.from(`\ufeff${lines.join("\r\n")}`);
    for (let round = 0; round < 100; round++) {
      for (const format of [undefined, "lines"] as const) {
        const { ports, rejects } = await read(cut(bytes, random), format);
        assert.deepEqual([ports.map((found) => found.unloc), rejects], [["AAAAA", "AAAAB", "AAAAC"], []]);
      }
    }
  });

  it("takes files without a record", async () => {
    for (const text of ["{}", " \ufeff{ \r\n }\n".trimStart(), "{}\n\n"])
      assert.deepEqual(await readText(text), { ports: [], rejects: [] });
    assert.deepEqual(await readText("\n\n", "lines"), { ports: [], rejects: [] });
  });

  it("keeps every entry of a key that comes twice, in order", async () => {
    const { ports } = await readText(`{"AAAAA":${port()},"AAAAA":${port(',"code":"1"')}}`);
    assert.deepEqual(
      ports.map((found) => found.code),
      [undefined, "1"],
    );
  });

  it("rejects records that are no ports, with their place, and goes on", async () => {
    const text = `{\n"AAAAA": 5,\n "bad": ${port()},\n"AAAAB": {"name":5},\n\n"AAAAC": ${port()}, "AAAAD": "}{", "AA\\u0041AE": []}`;
    const { ports, rejects } = await readText(text);
    assert.deepEqual(
      ports.map((found) => found.unloc),
      ["AAAAC"],
    );
    const places = rejects.map(({ line, unloc, field }) => [line, unloc, field]);
    const expected = [
      [2, "AAAAA", ""],
      [3, "bad", "unloc"],
      [4, "AAAAB", "name"],
      [6, "AAAAD", ""],
      [6, "AAAAE", ""],
    ];
    assert.deepEqual(places, expected);
    for (const { offset, unloc } of rejects.slice(0, 4))
      assert.equal(text.slice(offset + 1, offset + 1 + unloc.length), unloc);
    const lines = await readText(`${port()}\n{"unloc":7}\n[1]\nnull\n`, "lines");
    assert.deepEqual(
      lines.rejects.map(({ line, field }) => [line, field]),
      [
        [1, "unloc"],
        [2, "unloc"],
        [3, "unloc"],
        [4, "unloc"],
      ],
    );
  });
});

describe("readPortFile says where a file breaks", () => {
  const good = `"AAAAA": ${port()}`;

  it("in the frame", async () => {
    await assertBroken("", /line 1, byte 0: the file is empty/);
    await assertBroken(" \n", /line 2, byte 2: the file is empty/);
    await assertBroken("[]", /line 1, byte 0: expected "{", not "\["/);
    await assertBroken("nonsense", /byte 0: expected "{"/);
    await assertBroken(`{${good}\n"AAAAB": {}}`, /line 2, byte 48: expected "," or "}" behind a record, not """/);
    await assertBroken(`{${good},}`, /byte 48: expected a key in double quotes, not "}"/);
    await assertBroken(`{${good} x`, /expected "," or "}" behind a record, not "x"/);
    await assertBroken(`{"AAAAA" ${port()}}`, /byte 9: expected ":" behind a key/);
    await assertBroken(`{"AAAAA":,}`, /byte 9: expected a value, not ","/);
    await assertBroken(`{${good}}\n}`, /line 2, byte 49: expected nothing behind the last brace, not "}"/);
    await assertBroken(`{${good}} {}`, /expected nothing behind the last brace, not "{"/);
    await assertBroken("{'AAAAA':{}}", /byte 1: expected a key in double quotes or "}", not "'"/);
    await assertBroken('{"A\nB":{}}', /line 1, byte 3: a control character/);
  });

  it("inside a record", async () => {
    await assertBroken(`{\n"AAAAA": {\n"name" "N"}}`, /line 3, byte 20: expected ":" behind a key/);
    await assertBroken('{"AAAAA": {"name": N}}', /byte 19: expected a value, not "N"/);
    await assertBroken('{"AAAAA": {"a": [}]}}', /byte 17: expected a value, not "}"/);
    await assertBroken('{"AAAAA": {"a": 01}}', /byte 16: expected a value/);
    await assertBroken('{"AAAAA": {"a": "\\q"}}', /byte 17: this escape/);
    await assertBroken('{"AAAAA": tru}', /byte 10: expected a value/);
    await assertBroken('{"AAAAA": 5x}', /byte 10: expected a value/);
    await assertBroken(`{"AAAAA": {"name: "N"},\n${good}}`, /line 1, byte 19: expected ":"/);
  });

  it("at its end", async () => {
    const text = `{\n${good},\n"AAAAB": ${port()}}`;
    for (let length = 3; length < text.length; length++) {
      const cutOff = text.slice(0, length);
      await assert.rejects(readText(cutOff), {
        reason: "MALFORMED_FILE",
        message: new RegExp(`byte ${length}: the file ends`),
      });
    }
    await assert.rejects(readText(text.slice(0, 60)), {
      message: /line 3, byte 60: the file ends inside the record that starts at line 3/,
    });
  });

  it("where it is not UTF-8", async () => {
    const [start, end] = [Buffer.from('{\n"AAAAA": {"name": "N'), Buffer.from('"}}')];
    for (const bytes of [[0xff], [0xc3, 0x28], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0x80]]) {
      await assertBroken(Buffer.concat([start, Buffer.from(bytes), end]), /line 2, byte 22: this is not UTF-8/);
    }
    await assertBroken(
      Buffer.concat([Buffer.from('{"A'), Buffer.from([0xff]), Buffer.from('":{}}')]),
      /byte 3: this is not UTF-8/,
    );
    await assertBroken(Buffer.from('{"AAAAA": \u00a0{}}'), /byte 10: expected a value, not byte 0xc2/);
  });

  it("in a line", async () => {
    const lines = `${port(',"unloc":"AAAAA"')}\n\n{"unloc":"AAAAB",}\n`;
    await assertBroken(lines, /line 3, byte 72: expected a key in double quotes, not "}"/);
    await assert.rejects(readText("{}\n{", "lines"), { message: /line 2, byte 4: the text ends too early/ });
  });

  it("when a record is too large, however it grows", async () => {
    const tooLong = "x".repeat(maxRecordBytes);
    await assertBroken(`{${good},\n"AAAAB": {"name": "${tooLong}"}}`, /line 2, byte 49/, "RECORD_TOO_LARGE");
    await assertBroken(`{"${tooLong}": {}}`, /line 1, byte 1 /, "RECORD_TOO_LARGE");
    await assertBroken(`{"AAAAA": {"name": [${"[".repeat(maxRecordBytes)}`, /line 1, byte 1 /, "RECORD_TOO_LARGE");
    await assert.rejects(readText(`{}\n${tooLong}x`, "lines"), {
      reason: "RECORD_TOO_LARGE",
      message: /line 2, byte 3 /,
    });
  });

  it("without a limit on white space", async () => {
    const space = " ".repeat(3 * maxRecordBytes);
    const { ports } = await readText(`${space}{${space}${good}${space}}${space}`);
    assert.equal(ports.length, 1);
  });
});

it("readPortFile takes a large record byte by byte", async () => {
  const bytes = Buffer.from(`{"AAAAA": {"name": "${"x".repeat(200_000)}"}}`);
  const { rejects } = await read(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)));
  assert.match(rejects[0]!.message, /256 characters/);
});

function createHardFile(): string {
  const names = [
    '\\"',
    "\\\\",
    '\\\\\\"',
    "}{][,:",
    "é",
    "€",
    "𝒳",
    "\\ud835\\udcb3",
    "\\u0000",
    "Ž".repeat(50),
    "\\n\\t\\/",
  ];
  const members = names.map((name, index) => {
    const key = `AA${String(index).padStart(3, "0")}`;
    const space = ["", " ", "\r\n\t", "\n\n"][index % 4];
    return `${space}"${key}"${space}:${space}{"city":"${name}",${space}"name":"${name}","country":"L","coordinates":[1,-2.5e1]}${space}`;
  });
  return `\ufeff {${members.join(",")}} \r\n`;
}

function cut(bytes: Buffer, random: () => number): Buffer[] {
  const pieces: Buffer[] = [];
  const most = 1 + Math.floor(random() ** 3 * 400);
  for (let start = 0; start < bytes.length; ) {
    const end = start + Math.floor(random() * (most + 1));
    pieces.push(bytes.subarray(start, end));
    start = end;
  }
  return pieces;
}
