// `npm run manifests`: what the chart does only where it can look at a cluster. Every part of it is installed, upgraded and removed
// by `npm run cluster`.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { missesKubernetes, type StartedCluster, startCluster } from "@flotilla/testkit/start-cluster";
import { chart, helms, missesHelm } from "./render-chart.ts";

const run = promisify(execFile);
const stores = ["mongo", "nats", "postgres", "redis"];

describe("the chart in a cluster", { skip: missesHelm || missesKubernetes() }, () => {
  let cluster: StartedCluster | undefined;
  const kubectl = (...args: readonly string[]) => cluster!.kubectl(...args);
  const upgrade = async (namespace: string, ...values: readonly string[]) => {
    const args = ["upgrade", "--install", "flotilla", chart, "--namespace", namespace, "--create-namespace", ...values];
    return (await run(helms[1].path, args, { env: { ...cluster!.env } })).stdout;
  };
  const readPassword = (namespace: string, name: string, key = "password") =>
    kubectl("get", "secret", name, "--namespace", namespace, `--output=jsonpath={.data.${key}}`);
  const readTemplate = (name: string) =>
    kubectl("get", "deployment", name, "--namespace", "named", "--output=jsonpath={.spec.template}");

  before(async () => {
    cluster = await startCluster({ nodes: 1 });
  });
  after(() => cluster?.[Symbol.asyncDispose]());

  it("says which Secrets are missing, and how to make each", async () => {
    const notes = await upgrade("named");
    const commands = notes.split("\n").filter((line) => line.includes("create secret generic"));
    assert.equal(commands.length, stores.length);
    assert.match(notes, /kubectl label namespace named pod-security.kubernetes.io\/enforce=restricted/);
    const label = notes.split("\n").filter((line) => line.includes("kubectl label namespace"));
    for (const command of [...commands, ...label]) await run("sh", ["-euc", command], { env: { ...cluster!.env } });
    assert.doesNotMatch(await upgrade("named"), /MISSING|label namespace/);
  });

  it("says what is missing in a Secret that is there, and how to put it in", async () => {
    const patches = { mongo: { op: "remove", path: "/data/admin-password" }, redis: { op: "remove", path: "/data" } };
    for (const [name, patch] of Object.entries(patches))
      await kubectl("patch", "secret", name, "--namespace=named", "--type=json", `--patch=${JSON.stringify([patch])}`);
    // What others have made is theirs to mend, even where the chart makes Secrets.
    for (const notes of [await upgrade("named", "--set=secrets.generate=true"), await upgrade("named")]) {
      assert.match(notes, /MISSING: what needs mongo waits for admin-password in the Secret mongo/);
      assert.match(notes, /MISSING: what needs redis waits for password in the Secret redis/);
    }
    const commands = (await upgrade("named")).split("\n").filter((line) => line.includes("kubectl -n named patch"));
    for (const command of commands) await run("sh", ["-euc", command], { env: { ...cluster!.env } });
    assert.notEqual(await readPassword("named", "mongo", "admin-password"), "");
    assert.doesNotMatch(await upgrade("named"), /MISSING/);
  });

  it("says when the Secrets of keys and certificates are missing, until they are there", async () => {
    const wanted = ["--set=apiKeys.secretName=keys", "--set=tls.enabled=true,tls.secretName=certificate"];
    const notes = await upgrade("named", ...wanted);
    assert.match(notes, /MISSING: all services wait for the Secret keys:\n.*--from-file=api-keys=/);
    assert.match(notes, /MISSING: all services wait for the Secret certificate:\n.*--from-file=tls.crt=/);
    const make = (name: string) => kubectl("create", "secret", "generic", name, "--namespace=named");
    await Promise.all([make("keys"), make("certificate")]);
    assert.doesNotMatch(await upgrade("named", ...wanted), /MISSING/);
    const generated = ["--set=tls.enabled=true,certManager.enabled=true"];
    assert.doesNotMatch(await upgrade("named", ...generated), /MISSING/);
  });

  it("renews the pods of those whose store has another password, and no others", async () => {
    const [students, courses] = [await readTemplate("students"), await readTemplate("courses")];
    await upgrade("named");
    assert.equal(await readTemplate("students"), students);
    const password = JSON.stringify({ data: { password: Buffer.from("another").toString("base64") } });
    await kubectl("patch", "secret", "postgres", "--namespace", "named", "--patch", password);
    await upgrade("named");
    assert.notEqual(await readTemplate("students"), students);
    assert.equal(await readTemplate("courses"), courses);
  });

  it("has Jobs that take a backup back, as its page tells", async () => {
    const script = `kubectl -n named create job back --from=cronjob/postgres-backup --dry-run=client -o yaml |
      kubectl set env --local -f - RESTORE=postgres-20260701T031700Z.dump -o yaml | kubectl apply -f -`;
    await run("sh", ["-euc", script], { env: { ...cluster!.env } });
    const path = '{.spec.template.spec.containers[0].env[?(@.name=="RESTORE")].value}';
    const value = await kubectl("get", "job", "back", "--namespace", "named", `--output=jsonpath=${path}`);
    assert.equal(value, "postgres-20260701T031700Z.dump");
  });

  it("generates Secrets once, and leaves alone those of others", async () => {
    await kubectl("create", "namespace", "generated");
    await kubectl("create", "secret", "generic", "nats", "--namespace=generated", "--from-literal=password=mine");
    const generate = () => upgrade("generated", "--set=secrets.generate=true");
    const readAdmin = (store: string) => readPassword("generated", store, "admin-password");
    const readAll = () =>
      Promise.all([
        ...stores.map((store) => readPassword("generated", store)),
        readAdmin("mongo"),
        readAdmin("postgres"),
      ]);
    await generate();
    const passwords = await readAll();
    assert.equal(Buffer.from(passwords[1]!, "base64").toString(), "mine");
    assert.equal(new Set(passwords).size, stores.length + 2);
    await generate();
    assert.deepEqual(await readAll(), passwords);
    await run(helms[1].path, ["uninstall", "flotilla", "--namespace=generated"], { env: { ...cluster!.env } });
    assert.deepEqual(await readAll(), passwords);
  });
});
