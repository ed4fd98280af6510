import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemoryPortStore } from "../adapters/memory-port-store.ts";
import { findPorts, maxPageSize, parseNear } from "./find-ports.ts";

const all = { size: 0, token: "" };

async function createStore(count: number): Promise<MemoryPortStore> {
  const store = new MemoryPortStore();
  for (let index = 0; index < count; index++) {
    const unloc = `AA${String(index).padStart(3, "0")}`;
    const [alias, regions] = [[], []];
    await store.put({ unloc, name: `N${index % 2}`, city: "C", country: "L", alias, regions, unlocs: [unloc] });
  }
  return store;
}

describe("findPorts", () => {
  it("goes through all pages without a gap or a repetition", async () => {
    const store = await createStore(25);
    const seen: string[] = [];
    let token = "";
    do {
      const page = await findPorts(store, { name: "n1" }, { size: 5, token });
      seen.push(...page.ports.map((port) => port.unloc));
      token = page.nextPageToken;
    } while (token !== "");
    assert.equal(seen.length, 12);
    assert.deepEqual(seen, [...new Set(seen)].sort());
  });

  it("has no next page when the last one is exactly full", async () => {
    const store = await createStore(4);
    const first = await findPorts(store, {}, { size: 2, token: "" });
    const second = await findPorts(store, {}, { size: 2, token: first.nextPageToken });
    assert.deepEqual(
      second.ports.map((port) => port.unloc),
      ["AA002", "AA003"],
    );
    assert.equal(second.nextPageToken, "");
  });

  it("never gives more than 5000", async () => {
    const asked: number[] = [];
    const store = await createStore(1);
    const list = store.list.bind(store);
    store.list = (query) => {
      asked.push(query.limit);
      return list(query);
    };
    await findPorts(store, {}, all);
    await findPorts(store, {}, { size: 1_000_000, token: "" });
    assert.deepEqual(asked, [maxPageSize + 1, maxPageSize + 1]);
  });

  it("refuses tokens of other filters, and what is no token", async () => {
    const store = await createStore(3);
    const { nextPageToken } = await findPorts(store, { city: "C" }, { size: 1, token: "" });
    for (const token of ["x", "AAAA", "é", nextPageToken.slice(1), `${nextPageToken}=`, "A".repeat(300)]) {
      await assert.rejects(findPorts(store, { city: "C" }, { size: 1, token }), { reason: "BAD_PAGE_TOKEN" });
    }
    await assert.rejects(findPorts(store, {}, { size: 1, token: nextPageToken }), { reason: "BAD_PAGE_TOKEN" });
  });
});

describe("parseNear", () => {
  it("reads latitude and longitude", () => {
    assert.deepEqual(parseNear("25.4,-55"), { latitude: 25.4, longitude: -55 });
    assert.deepEqual(parseNear(" +90 , 180. "), { latitude: 90, longitude: 180 });
  });

  it("refuses anything else", () => {
    for (const near of [
      "",
      "25",
      "25,",
      "25,55,1",
      "a,b",
      "91,0",
      "0,181",
      "NaN,0",
      "1e1,2",
      "0x1,2",
      "25;55",
      "Infinity,0",
    ]) {
      assert.throws(() => parseNear(near), { reason: "BAD_NEAR" }, near);
    }
  });
});
