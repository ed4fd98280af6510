import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRandom, type Random } from "../../../test/random.ts";
import { Router } from "./router.ts";
import { type PathTemplate, parseTemplate } from "./template.ts";

function createRouter(...routes: readonly string[]): Router<string> {
  const router = new Router<string>();
  for (const route of routes) {
    const [verb = "", template = ""] = route.split(" ");
    router.add(verb, parseTemplate(template), route);
  }
  return router;
}

describe("the router", () => {
  const router = createRouter(
    "GET /",
    "GET /ports",
    "GET /ports/{unloc}",
    "PUT /ports/{unloc}",
    "GET /ports/quality",
    "POST /ports:import",
    "POST /ports/{unloc}:close",
    "GET /{a}/{b}/c",
    "GET /ports/{unloc}/d",
    "GET /files/{path=**}",
    "GET /files/{path=**}:history",
    "GET /files/{path=logs/*}",
    "* /any",
  );
  const found: readonly (readonly [string, string | undefined])[] = [
    ["GET /", "GET /"],
    ["GET /ports", "GET /ports"],
    ["GET /ports/quality", "GET /ports/quality"],
    ["GET /ports/AEAJM", "GET /ports/{unloc}"],
    ["PUT /ports/quality", "PUT /ports/{unloc}"],
    ["POST /ports:import", "POST /ports:import"],
    ["POST /ports/AEAJM:close", "POST /ports/{unloc}:close"],
    ["GET /ports/AEAJM:close", "GET /ports/{unloc}"],
    ["GET /ports/a:b:close", "GET /ports/{unloc}"],
    ["POST /ports/a:b:close", "POST /ports/{unloc}:close"],
    ["GET /ports/x/c", "GET /{a}/{b}/c"],
    ["GET /ports/x/d", "GET /ports/{unloc}/d"],
    ["GET /files", "GET /files/{path=**}"],
    ["GET /files/a/b/c", "GET /files/{path=**}"],
    ["GET /files/logs/today", "GET /files/{path=logs/*}"],
    ["GET /files/logs/a/b", "GET /files/{path=**}"],
    ["GET /files/a:history", "GET /files/{path=**}:history"],
    ["GET /p%6Frts", "GET /ports"],
    ["GET /ports%2Fquality", undefined],
    ["GET /ports/", undefined],
    ["GET //ports", undefined],
    ["GET /PORTS", undefined],
    ["GET /ports/%zz", "GET /ports/{unloc}"],
    ["GET /%zz", undefined],
    ["DELETE /ports/x", undefined],
    ["REPORT /any", "* /any"],
    ["GET /toString", undefined],
    ["GET /__proto__", undefined],
    ["constructor /ports", undefined],
  ];
  for (const [request, route] of found) {
    it(`finds ${route ?? "nothing"} for ${request}`, () => {
      const [verb = "", path = ""] = request.split(" ");
      assert.equal(router.find(verb, path)?.value, route);
    });
  }

  it("tells every verb of a path, whichever template has it", () => {
    assert.deepEqual([...router.verbs("/ports/quality")].sort(), ["GET", "PUT"]);
    assert.deepEqual([...router.verbs("/nowhere")], []);
  });

  it("gives the text of variables as it was sent", () => {
    const match = createRouter("GET /v1/{name=shelves/*/books/*}/{page}").find("GET", "/v1/shelves/a%2Fb/books/2/3");
    assert.equal(match?.text(1, 5), "shelves/a%2Fb/books/2");
    assert.equal(match?.text(5, 6), "3");
  });

  it("leaves the suffix out of the last variable, and ** empty when nothing is left", () => {
    assert.equal(createRouter("POST /a/{b}:go").find("POST", "/a/x:go")?.text(1, 2), "x");
    assert.equal(createRouter("GET /a/{b=**}").find("GET", "/a")?.text(1, undefined), "");
    assert.equal(createRouter("GET /a/{b=**}").find("GET", "/a/x/y")?.text(1, undefined), "x/y");
  });

  for (const [first, second] of [
    ["GET /a/{b}", "GET /a/{c}"],
    ["GET /a/{b=*}", "GET /a/{c}"],
    ["GET /a:go", "GET /a:go"],
    ["GET /{a=b/**}", "GET /b/{c=**}"],
  ] as const) {
    it(`refuses ${first} beside ${second}`, () => {
      assert.throws(() => createRouter(first, second), /two routes claim GET/);
    });
  }

  it("agrees with a plain search over all templates, for 3000 arbitrary paths", () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = createRandom(seed);
      const templates = arbitraryTemplates(random);
      const own = createRouter(...templates.map(({ text }) => `GET ${text}`));
      for (let index = 0; index < 30; index++) {
        const path = arbitraryPath(random);
        assert.equal(own.find("GET", path)?.value, search(templates, path), `seed ${seed}, ${path}`);
      }
    }
  });
});

const words = ["a", "b", "c"];

/** Templates of different shapes. */
function arbitraryTemplates(random: Random): readonly PathTemplate[] {
  const byShape = new Map<string, PathTemplate>();
  for (let count = random.below(12) + 1; count > 0; count--) {
    const segments = Array.from({ length: random.below(3) + 1 }, () => random.pick([...words, "*"]));
    if (random.below(4) === 0) segments.push("**");
    const text = `/${segments.join("/")}${random.below(4) === 0 ? ":go" : ""}`;
    byShape.set(text, parseTemplate(text));
  }
  return [...byShape.values()];
}

function arbitraryPath(random: Random): string {
  const segments = Array.from({ length: random.below(4) + 1 }, () => random.pick([...words, "x"]));
  return `/${segments.join("/")}${random.below(3) === 0 ? ":go" : ""}`;
}

/** The best template by trying all: a suffix first, then at the first difference a literal, then `*`, then `**`. */
function search(templates: readonly PathTemplate[], path: string): string | undefined {
  const matching = templates.filter((template) => toPattern(template).test(path));
  const best = matching.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))[0];
  return best && `GET ${best.text}`;
}

function toPattern({ segments, suffix }: PathTemplate): RegExp {
  const parts = segments.map((segment) => {
    if (segment.kind === "rest") return "(/.*)?";
    return segment.kind === "one" ? "/[^/]+" : `/${segment.text}`;
  });
  return new RegExp(`^${parts.join("")}${suffix && `:${suffix}`}$`);
}

function rank({ segments, suffix }: PathTemplate): string {
  const order = { literal: "0", one: "1", rest: "3" } as const;
  return `${suffix ? 0 : 1}${segments.map((segment) => order[segment.kind]).join("")}2`;
}
