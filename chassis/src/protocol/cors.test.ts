import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemoryExchange } from "../../test/memory-exchange.ts";
import type { ResponseHeaders } from "../transport/exchange.ts";
import { createCors } from "./cors.ts";

const preflight = {
  "access-control-request-method": "PUT",
  "access-control-request-headers": "x-api-key, content-type",
};

interface Case {
  readonly says: string;
  readonly origins: readonly string[];
  readonly verb?: string;
  readonly headers: Record<string, string>;
  readonly answers: ResponseHeaders;
}

const exposed = { "access-control-expose-headers": "x-request-id, grpc-status, grpc-message, grpc-status-details-bin" };
const cases: readonly Case[] = [
  { says: "adds nothing when no origin is set", origins: [], headers: { origin: "https://a.example" }, answers: {} },
  {
    says: "adds nothing to an answer for no browser, when any origin may call",
    origins: ["*"],
    headers: {},
    answers: {},
  },
  {
    says: "tells caches that the answer depends on the origin, even where none is sent",
    origins: ["https://a.example"],
    headers: {},
    answers: { vary: "origin" },
  },
  {
    says: "grants any origin without credentials",
    origins: ["*"],
    headers: { origin: "https://a.example" },
    answers: { "access-control-allow-origin": "*", ...exposed },
  },
  {
    says: "grants a named origin with credentials",
    origins: ["https://a.example", "https://b.example"],
    headers: { origin: "https://b.example" },
    answers: {
      "access-control-allow-origin": "https://b.example",
      "access-control-allow-credentials": "true",
      vary: "origin",
      ...exposed,
    },
  },
  {
    says: "grants nothing to an origin that only looks alike",
    origins: ["https://a.example"],
    headers: { origin: "https://a.example.evil.example" },
    answers: { vary: "origin" },
  },
  {
    says: "grants nothing to the opaque origin unless it is named",
    origins: ["https://a.example"],
    headers: { origin: "null" },
    answers: { vary: "origin" },
  },
  {
    says: "grants a preflight what it asks for",
    origins: ["*"],
    verb: "OPTIONS",
    headers: { origin: "https://a.example", ...preflight },
    answers: {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "PUT",
      "access-control-allow-headers": "x-api-key, content-type",
      "access-control-max-age": 7200,
    },
  },
  {
    says: "grants a preflight of a foreign origin nothing",
    origins: ["https://a.example"],
    verb: "OPTIONS",
    headers: { origin: "https://evil.example", ...preflight },
    answers: { vary: "origin" },
  },
  {
    says: "does not repeat what is no header name",
    origins: ["*"],
    verb: "OPTIONS",
    headers: {
      origin: "https://a.example",
      "access-control-request-method": "P U T",
      "access-control-request-headers": "a: b",
    },
    answers: { "access-control-allow-origin": "*", "access-control-max-age": 7200 },
  },
];

describe("CORS", () => {
  for (const { says, origins, verb = "GET", headers, answers } of cases) {
    it(says, () => {
      const exchange = new MemoryExchange({ verb, headers });
      const cors = createCors(origins, {
        handle(inner) {
          inner.respondOnce(200, { "x-request-id": "r1" });
          return true;
        },
      });
      assert.equal(cors.handle(exchange), true);
      assert.deepEqual(exchange.answer.headers, { "x-request-id": "r1", ...answers });
    });
  }

  it("joins its own Vary with the answer's", () => {
    const exchange = new MemoryExchange({ headers: { origin: "https://a.example" } });
    createCors(["https://a.example"], {
      handle(inner) {
        inner.respond(200, { vary: "accept-encoding" });
        return true;
      },
    }).handle(exchange);
    assert.equal(exchange.answer.headers["vary"], "accept-encoding, origin");
  });
});
