import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Client, createClient } from "@connectrpc/connect";
import { PortsService } from "@flotilla/contract/flotilla/ports/v1/ports";
import { assertFault, matrix, type StartedApp } from "@flotilla/testkit";
import { createTestPorts, waitUntilReady } from "./create-test-ports.ts";

type Ports = Client<typeof PortsService>;
type Ready = () => Promise<void>;

const invalid = { code: "invalid_argument", reason: "VALIDATION_FAILED" } as const;
const yard = { name: "Yard", city: "Ville", country: "Land" };

describe("PortsService", () => {
  matrix(
    () => createTestPorts(),
    (_, transport, started) => {
      const ports = createClient(PortsService, transport);
      const ready = async () => waitUntilReady((started() as StartedApp).url);
      readTests(ports, ready);
      listTests(ports, ready);
      writeTests(ports, ready);
      importTests(ports, ready);
    },
  );
});

const codesOf = ({ ports }: { readonly ports: readonly { readonly unloc: string }[] }) =>
  ports.map((port) => port.unloc);

function readTests(ports: Ports, ready: Ready): void {
  it("gets a port by any of its codes, in any case", async () => {
    await ready();
    const dalian = await ports.getPort({ unloc: "CNDAL" });
    assert.deepEqual(
      [dalian.name, dalian.coordinates, dalian.unlocs],
      ["Dalian", [121.614682, 38.91400300000001], ["CNDLC", "CNDAL"]],
    );
    assert.equal((await ports.getPort({ unloc: "cndlc" })).unloc, "CNDLC");
    assert.deepEqual([dalian.timezone, dalian.province, dalian.code], ["Asia/Shanghai", "Liaoning", "57051"]);
  });

  it("leaves out what is not known", async () => {
    await ready();
    const bare = await ports.getPort({ unloc: "ESEBO" });
    assert.deepEqual([bare.coordinates, bare.timezone, bare.code], [[], undefined, undefined]);
  });

  it("says so when no port has the code", async () => {
    await ready();
    for (const unloc of ["XXXXX", "NOPE", "öööö%/"]) {
      await assertFault(ports.getPort({ unloc }), { code: "not_found", reason: "PORT_NOT_FOUND" });
    }
  });

  it("reports what is wrong with the data", async () => {
    await ready();
    const report = await ports.getQuality({});
    assert.equal(report.ports, 1634);
    assert.deepEqual(
      report.invalidTimezone?.items.map(({ unloc, value }) => [unloc, value]),
      [["ARRIC", "America/Argentina"]],
    );
    const { missingCoordinates, missingTimezone, missingProvince, missingCode, mojibake, twins } = report;
    const counts = [missingCoordinates, missingTimezone, missingProvince, missingCode].map((finding) => finding?.count);
    assert.deepEqual(counts, [24, 44, 67, 338]);
    assert.deepEqual(
      mojibake?.items.map((item) => item.unloc),
      ["AEAUH"],
    );
    assert.deepEqual([twins?.count, twins?.groups[0]?.unlocs], [8, ["CNDAL", "CNDLC"]]);
    assert.equal(report.sharedCoordinates?.count, 20);
  });
}

function listTests(ports: Ports, ready: Ready): void {
  it("lists all ports by code", async () => {
    await ready();
    const { ports: all, nextPageToken } = await ports.listPorts({});
    assert.deepEqual([all.length, all[0]?.unloc, all.at(-1)?.unloc, nextPageToken], [1634, "AEAJM", "ZWUTA", ""]);
  });

  it("lists page by page", async () => {
    await ready();
    const first = await ports.listPorts({ country: "AE", pageSize: 2 });
    const second = await ports.listPorts({ country: "AE", pageSize: 2, pageToken: first.nextPageToken });
    assert.deepEqual(
      [codesOf(first), codesOf(second)],
      [
        ["AEAJM", "AEAUH"],
        ["AEDXB", "AEFJR"],
      ],
    );
    const stolen = ports.listPorts({ country: "NL", pageToken: first.nextPageToken });
    await assertFault(stolen, { code: "invalid_argument", reason: "BAD_PAGE_TOKEN" });
  });

  it("filters, accents and case aside", async () => {
    await ready();
    assert.deepEqual(codesOf(await ports.listPorts({ name: "MALAGA" })), ["ESAGP"]);
    assert.deepEqual(codesOf(await ports.listPorts({ city: "ajman", country: "united arab emirates" })), ["AEAJM"]);
    assert.ok((await ports.listPorts({ timezone: "Asia/Dubai" })).ports.length > 5);
    assert.deepEqual(codesOf(await ports.listPorts({ near: "25.4,55.5", radiusKm: 10 })), ["AEAJM"]);
    assert.ok(codesOf(await ports.listPorts({ near: "25.4,55.5" })).includes("AEDXB"));
  });

  it("refuses what it cannot use", async () => {
    await ready();
    const badNear = { code: "invalid_argument", reason: "BAD_NEAR" } as const;
    for (const near of ["25.4", "x,y", "91,0", "0,181"]) await assertFault(ports.listPorts({ near }), badNear);
    await assertFault(ports.listPorts({ radiusKm: 5 }), badNear);
    await assertFault(ports.listPorts({ near: "1,1", radiusKm: -1 }), invalid);
    await assertFault(ports.listPorts({ pageSize: -1 }), invalid);
    await assertFault(ports.listPorts({ pageToken: "x" }), { code: "invalid_argument", reason: "BAD_PAGE_TOKEN" });
  });
}

function writeTests(ports: Ports, ready: Ready): void {
  it("creates and replaces a port, and finds it by all its codes", async () => {
    await ready();
    const created = await ports.putPort({
      unloc: "ZZYRD",
      port: { ...yard, unlocs: ["ZZTWO"], coordinates: [179, -90] },
    });
    assert.deepEqual([created.unloc, created.unlocs], ["ZZYRD", ["ZZYRD", "ZZTWO"]]);
    assert.deepEqual(await ports.getPort({ unloc: "ZZTWO" }), created);
    const replaced = await ports.putPort({ unloc: "zzyrd", port: { ...yard, unloc: "ZZYRD", code: "12345" } });
    assert.deepEqual([replaced.unlocs, replaced.coordinates, replaced.code], [["ZZYRD"], [], "12345"]);
    assert.deepEqual(codesOf(await ports.listPorts({ country: "Land" })), ["ZZYRD"]);
    await assertFault(ports.getPort({ unloc: "ZZTWO" }), { code: "not_found", reason: "PORT_NOT_FOUND" });
  });

  it("refuses to put what is no port", async () => {
    await ready();
    const put = (port: object, unloc = "ZZYRD") => ports.putPort({ unloc, port: { ...yard, ...port } });
    const wrong = [
      { name: "" },
      { city: "x".repeat(257) },
      { coordinates: [1] },
      { coordinates: [181, 0] },
      { unlocs: ["x"] },
    ];
    for (const port of wrong) await assertFault(put(port), invalid);
    for (const unloc of ["ZZ", "12345", "ZZYRDX"]) await assertFault(put({}, unloc), invalid);
    await assertFault(ports.putPort({ unloc: "ZZYRD" }), { code: "invalid_argument" });
    await assertFault(put({ unloc: "ZZTWO" }), { code: "invalid_argument", reason: "UNLOC_MISMATCH" });
    await assertFault(ports.getPort({ unloc: "ZZYRD" }), { code: "not_found", reason: "PORT_NOT_FOUND" });
  });

  it("has a fresh report after a write", async () => {
    await ready();
    assert.equal((await ports.getQuality({})).ports, 1634);
    await ports.putPort({ unloc: "ZZYRD", port: yard });
    assert.equal((await ports.getQuality({})).ports, 1635);
  });
}

function importTests(ports: Ports, ready: Ready): void {
  const send = (texts: readonly string[], contentType = "application/json") =>
    ports.importPorts(
      (async function* () {
        for (const text of texts) yield { contentType, data: new TextEncoder().encode(text) };
      })(),
    );
  const record = JSON.stringify(yard);

  it("imports an object, cut anywhere", async () => {
    await ready();
    const answer = await send([`{"ZZAAA": ${record}, "ZZA`, `AB": {"na`, `me":"é"},\n"AEAJM":${record}}`]);
    assert.deepEqual([answer.read, answer.created, answer.updated, answer.rejected], [3, 1, 1, 1]);
    const [reject] = answer.rejects;
    assert.deepEqual([reject?.line, reject?.offset, reject?.unloc, reject?.field], [1, 59n, "ZZAAB", "city"]);
    assert.equal((await ports.getPort({ unloc: "AEAJM" })).name, "Yard");
    assert.equal((await ports.getQuality({})).ports, 1635);
  });

  it("imports lines", async () => {
    await ready();
    const line = `{"unloc":"ZZAAA",${record.slice(1)}\n`;
    assert.equal((await send([line, line.replace("ZZAAA", "ZZAAB")], "application/x-ndjson")).created, 2);
    assert.equal((await send([line], "text/plain")).unchanged, 1);
  });

  it("keeps the old ports when the file is broken", async () => {
    await ready();
    const answer = send([`{"AEAJM": ${record},\n`, `"ZZAAA" ${record}}`]);
    await assertFault(answer, { code: "invalid_argument", reason: "MALFORMED_FILE" });
    assert.equal((await ports.getPort({ unloc: "AEAJM" })).name, "Ajman");
  });
}
