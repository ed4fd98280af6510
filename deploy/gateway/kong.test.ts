import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { readFleet } from "../generate/fleet.ts";
import { generateKong } from "../generate/gateway/kong.ts";
import { findServices, type KongRequest, type KongService } from "./test/kong-router.ts";

interface KongFile {
  readonly _format_version: string;
  readonly services: readonly KongService[];
  readonly consumers: readonly { readonly username: string }[];
  readonly plugins: readonly { readonly name: string; readonly config: Readonly<Record<string, unknown>> }[];
}

const fleet = readFleet();
const kong: KongFile = parse(readFileSync(join(import.meta.dirname, "kong/kong.yaml"), "utf8"));
const find = (request: KongRequest) => findServices(kong.services, request).map(({ name }) => name);
const publicServices = fleet.services.filter(({ isPublic }) => isPublic);

describe("Kong", () => {
  for (const { name, rpcs } of publicServices) {
    for (const { method, bindings } of rpcs) {
      for (const { verb, template } of bindings) {
        it(`hands ${verb} ${template.text} to ${name}`, () => {
          const path = template.text.replaceAll(/\{[^}]*\}/g, "some");
          assert.deepEqual(find({ path, contentType: "application/json" }), [name]);
        });
      }
      if (method.policy.subscription !== undefined) continue;
      it(`hands ${method.path} to ${name}, in each protocol`, () => {
        const ask = (contentType: string) => find({ path: method.path, contentType });
        assert.deepEqual(ask("application/grpc"), [`${name}-grpc`]);
        assert.deepEqual(ask("application/grpc+proto"), [`${name}-grpc`]);
        assert.deepEqual(ask("application/grpc-web+proto"), [name]);
        assert.deepEqual(ask("application/proto"), [name]);
        assert.deepEqual(ask("application/json"), [name]);
      });
    }
  }

  it("keeps to itself what is for operators, for messages, or nobody's", () => {
    for (const path of ["/metrics", "/healthz", "/readyz", "/version", "/docs", "/api/students2", "/nothing"]) {
      assert.deepEqual(find({ path }), [], path);
    }
    const hidden = fleet.services.flatMap(({ rpcs }) => rpcs.filter(({ method }) => method.policy.subscription));
    assert.ok(hidden.length > 0);
    for (const { method } of hidden) assert.deepEqual(find({ path: method.path }), [], method.path);
    assert.deepEqual(find({ path: "/grpc.health.v1.Health/Check", contentType: "application/grpc" }), []);
  });

  it("sends nothing a second time, and changes no path", () => {
    for (const { name, host, port, retries, routes } of kong.services) {
      assert.deepEqual([host, port, retries], [name.replace(/-grpc$/, ""), fleet.ports.http, 0]);
      assert.ok(routes.every(({ strip_path }) => !strip_path));
    }
  });

  it("takes keys from two headers, and from nowhere else", () => {
    const { config } = kong.plugins.find(({ name }) => name === "key-auth")!;
    assert.deepEqual(config["key_names"], ["apikey", "X-API-KEY"]);
    assert.deepEqual([config["key_in_header"], config["key_in_query"], config["key_in_body"]], [true, false, false]);
    assert.deepEqual(kong.plugins.map(({ name }) => name).sort(), ["key-auth", "prometheus", "rate-limiting"]);
  });

  it("finds no key in its file", () => {
    assert.deepEqual(kong.consumers, [{ username: "flotilla" }]);
    assert.ok(!("keyauth_credentials" in kong));
  });

  it("names everything once, in letters that Kong takes", () => {
    const names = kong.services.flatMap(({ name, routes }) => [
      `service ${name}`,
      ...routes.map((route) => route.name),
    ]);
    assert.deepEqual(names, [...new Set(names)]);
    assert.ok(names.every((name) => /^(service )?[\w.~-]+$/.test(name)));
    const paths = kong.services.flatMap(({ routes }) => routes.flatMap((route) => route.paths));
    assert.ok(paths.every((path) => /^~?\//.test(path)));
    assert.equal(kong._format_version, "3.0");
  });

  it("follows the contract: a service that goes takes its routes along", () => {
    const services = fleet.services.filter(({ name }) => name !== "users");
    const text = generateKong({ ...fleet, services })[0]!.text;
    assert.ok(!text.includes("users"));
    assert.ok(text.includes("/api/students"));
  });
});
