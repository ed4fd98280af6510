import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { readFleet } from "../../generate/fleet.ts";
import { listRestRoutes, listRpcRoutes } from "../../generate/routes.ts";
import { everything } from "./options.ts";
import {
  find,
  type Manifest,
  missesHelm,
  parseManifests,
  renderChart,
  renderText,
  type Where,
} from "./render-chart.ts";

interface IngressPath {
  readonly path: string;
  readonly pathType: "Exact" | "Prefix";
  readonly backend: { readonly service: { readonly name: string; readonly port: { readonly name: string } } };
}

interface Ingress {
  readonly rules: readonly { readonly host: string; readonly http: { readonly paths: readonly IngressPath[] } }[];
}

interface Route {
  readonly hostnames: readonly string[];
  readonly parentRefs: readonly { readonly name: string }[];
  readonly rules: readonly {
    readonly matches: readonly {
      readonly path?: { readonly type: string; readonly value: string };
      readonly method?: { readonly service: string };
    }[];
    readonly backendRefs: readonly { readonly name: string; readonly port: number }[];
  }[];
}

describe("ways into the fleet", { skip: missesHelm }, () => {
  const fleet = readFleet();
  const rest = listRestRoutes(fleet);
  const rpcs = listRpcRoutes(fleet);
  let manifests: readonly Manifest[] = [];
  before(async () => {
    manifests = await renderChart(everything);
  });

  const ingress = (name: string) => (find(manifests, "Ingress", name)["spec"] as Ingress).rules[0]!;
  const route = (kind: string, name: string) => find(manifests, kind, name)["spec"] as Route;

  it("are none unless they are asked for", async () => {
    const kinds = new Set((await renderChart()).map(({ kind }) => kind));
    for (const kind of ["Ingress", "HTTPRoute", "GRPCRoute", "Gateway", "KongPlugin"])
      assert.ok(!kinds.has(kind), kind);
  });

  it("lead by Ingress to every route of the contract", () => {
    const paths = ingress("flotilla").http.paths.map(({ path, pathType, backend }) => [
      pathType.toLowerCase(),
      path,
      backend.service.name,
      backend.service.port.name,
    ]);
    const expected = [
      ...rest.map(({ kind, path, service }) => [kind, path, service, "http"]),
      ...rpcs.map(({ contract, service }) => ["prefix", `/${contract}`, service, "http"]),
    ];
    assert.deepEqual(paths.map(String).toSorted(), expected.map(String).toSorted());
  });

  it("lead by an Ingress of its own to gRPC", () => {
    const { host, http } = ingress("flotilla-grpc");
    assert.equal(host, "grpc.flotilla.example.com");
    assert.deepEqual(
      http.paths.map(({ path, backend }) => `${path} ${backend.service.name} ${backend.service.port.name}`).toSorted(),
      rpcs.map(({ contract, service }) => `/${contract} ${service} grpc`).toSorted(),
    );
  });

  for (const service of new Set(rest.map((one) => one.service))) {
    it(`lead by the Gateway API to ${service}`, () => {
      const { rules, parentRefs, hostnames } = route("HTTPRoute", service);
      assert.deepEqual(parentRefs, [{ name: "flotilla", sectionName: "https" }]);
      assert.deepEqual(rules[0]!.backendRefs, [{ name: service, port: 80 }]);
      const types = { exact: "Exact", prefix: "PathPrefix" };
      const own = rest.filter((one) => one.service === service);
      const contracts = rpcs.filter((one) => one.service === service);
      assert.deepEqual(
        rules[0]!.matches.map(({ path }) => path),
        [
          ...own.map(({ kind, path }) => ({ type: types[kind], value: path })),
          ...contracts.map(({ contract }) => ({ type: "PathPrefix", value: `/${contract}` })),
        ],
      );
      const grpc = route("GRPCRoute", service);
      assert.deepEqual(grpc.parentRefs, parentRefs);
      assert.deepEqual(
        grpc.rules[0]!.matches.map(({ method }) => method!.service),
        contracts.map(({ contract }) => contract),
      );
      assert.deepEqual(new Set(grpc.hostnames).intersection(new Set(hostnames)), new Set());
    });
  }

  it("send whoever comes without TLS to where there is some, and nowhere else", async () => {
    const { rules, parentRefs, hostnames } = route("HTTPRoute", "flotilla-redirect");
    assert.deepEqual(parentRefs, [{ name: "flotilla", sectionName: "http" }]);
    assert.deepEqual(hostnames, ["flotilla.example.com", "grpc.flotilla.example.com"]);
    const requestRedirect = { scheme: "https", statusCode: 301 };
    assert.deepEqual(rules, [{ filters: [{ type: "RequestRedirect", requestRedirect }] }]);
    const open = await renderChart({ gatewayApi: { enabled: true, className: "kong" } });
    assert.ok(!open.some(({ metadata }) => metadata.name === "flotilla-redirect"));
    const { parentRefs: section } = find(open, "HTTPRoute", "hello")["spec"] as Route;
    assert.deepEqual(section, [{ name: "flotilla", sectionName: "http" }]);
  });

  it("pass Kong's plugins, which take keys from headers only", () => {
    const { config } = find(manifests, "KongPlugin", "key-auth") as unknown as { readonly config: object };
    assert.deepEqual(config, {
      key_names: ["apikey", "X-API-KEY"],
      key_in_header: true,
      key_in_query: false,
      key_in_body: false,
      hide_credentials: false,
      run_on_preflight: false,
    });
    const names = ["KongPlugin", "KongClusterPlugin"].flatMap((kind) => manifests.filter((one) => one.kind === kind));
    const plugins = new Set(names.map(({ metadata }) => metadata.name));
    const ways = manifests.filter(({ kind }) => ["Ingress", "HTTPRoute", "GRPCRoute"].includes(kind));
    const guarded = ways.filter(({ metadata }) => metadata.name !== "flotilla-redirect");
    for (const { metadata } of guarded) {
      const wanted = metadata.annotations!["konghq.com/plugins"]!.split(",");
      assert.deepEqual(wanted, ["key-auth", "rate-limiting"]);
      assert.deepEqual(new Set(wanted).difference(plugins), new Set());
    }
  });

  it("know the consumer by a Secret that others hold", () => {
    const consumer = find(manifests, "KongConsumer", "flotilla");
    assert.deepEqual(consumer["credentials"], ["flotilla-consumer"]);
    assert.ok(!manifests.some(({ kind }) => kind === "Secret"));
  });

  it("leave Kong's names for the whole cluster to other releases", async () => {
    const readNames = async (values: object, where: Where) => {
      const manifests = parseManifests(await renderText({ ...everything, ...values }, undefined, where));
      const { metadata } = manifests.find(({ kind }) => kind === "KongClusterPlugin")!;
      return [metadata.name, manifests.find(({ kind }) => kind === "KongConsumer")!["username"]];
    };
    assert.deepEqual(await readNames({}, {}), ["flotilla-flotilla-prometheus", "flotilla-flotilla"]);
    assert.deepEqual(await readNames({}, { namespace: "blue" }), ["blue-flotilla-prometheus", "blue-flotilla"]);
    const second = await readNames({ namePrefix: "two-" }, { release: "two" });
    assert.deepEqual(second, ["flotilla-two-prometheus", "flotilla-two-flotilla"]);
  });

  it("make a Secret for the consumer that Kong takes for a key", async () => {
    const generated = await renderChart({ secrets: { generate: true }, kong: { enabled: true } });
    const secret = find(generated, "Secret", "flotilla-consumer");
    assert.equal(secret.metadata.labels["konghq.com/credential"], "key-auth");
    const { key = "" } = secret["data"] as Readonly<Record<string, string>>;
    assert.match(Buffer.from(key, "base64").toString(), /^\w{32}$/);
  });
});
