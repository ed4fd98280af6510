import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import { findFreePort } from "@flotilla/testkit/free-port";
import { startService } from "@flotilla/testkit/start-service";
import { parseAllDocuments } from "yaml";
import { type Ended, runInPlace } from "./run-in-place.ts";

const chart = join(import.meta.dirname, "../chart/flotilla");
const { missing: skip, path: helm } = findProgram("helm4");

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers?: readonly { readonly name: string; readonly command: string[]; readonly args: string[] }[];
    readonly ports?: readonly { readonly port: number; readonly targetPort: string }[];
  };
}

/** The chart as it would be installed: the Services of each name and port, and the commands of `helm test`. */
function render() {
  const text = execFileSync(helm, ["template", "flotilla", chart], { encoding: "utf8", maxBuffer: 2 ** 26 });
  const objects = parseAllDocuments(text).flatMap((document) => (document.toJS() as Rendered | null) ?? []);
  const services = objects.filter(({ kind }) => kind === "Service");
  const tests = objects.filter(({ metadata }) => metadata.annotations?.["helm.sh/hook"] === "test");
  return {
    doors: services.flatMap(({ metadata, spec }) =>
      (spec.ports ?? []).map(({ port, targetPort }) => ({ address: `${metadata.name}:${port}`, targetPort })),
    ),
    containers: tests.flatMap(({ spec }) => spec.containers ?? []),
  };
}

describe("the commands of `helm test`", { skip }, () => {
  it("are content with a fleet that runs, and not with one that is gone", async () => {
    const { doors, containers } = render();
    const [port, admin] = [await findFreePort(), await findFreePort()];
    // What a pod reaches by the name of a Service is a port of this one process.
    const ports: Readonly<Record<string, number>> = { http: port, grpc: port, metrics: admin };
    const addresses = new Map(doors.map(({ address, targetPort }) => [address, `127.0.0.1:${ports[targetPort]}`]));
    // One after the other: they are given so many seconds each, on a machine that may have few to give.
    const runAll = async () => {
      const ended: Ended[] = [];
      for (const { command, args } of containers) ended.push(await runInPlace([...command, ...args], addresses));
      return ended;
    };

    await using fleet = await startService("fleet", { env: { PORT: String(port), ADMIN_PORT: String(admin) } });
    const good = await runAll();
    assert.ok(good.length > 0);
    assert.deepEqual(
      good.filter(({ code }) => code !== 0),
      [],
    );
    await fleet.kill();
    for (const { code, output } of await runAll()) assert.notEqual(code, 0, output);
  });
});
