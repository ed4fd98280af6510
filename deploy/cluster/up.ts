// `npm run cluster:up`: a cluster with the fleet in it, until Ctrl-C. Its pods run in name only.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { findProgram } from "@flotilla/testkit/find-program";
import { startCluster } from "@flotilla/testkit/start-cluster";

const say = (line: string) => process.stderr.write(`${line}\n`);
const helm = findHelm();
const stopped = Promise.race(["SIGINT", "SIGTERM"].map((signal) => once(process, signal)));

await using cluster = await startCluster();
say(`flotilla: a cluster ${cluster.summary}`);
const absent = ["metrics", "monitoring", "logging", "gateway", "test"].flatMap((part) => ["--without", part]);
const install = spawn(join(import.meta.dirname, "install.sh"), ["--context", "flotilla-test", ...absent], {
  env: { ...cluster.env, HELM: helm },
  stdio: "inherit",
});
const [code] = await once(install, "exit");
if (code === 0) {
  say(`\nexport KUBECONFIG=${cluster.kubeconfig}\nkubectl --namespace flotilla get pods\n\nCtrl-C ends it.`);
  await stopped;
} else process.exitCode = 1;

/** Continuous integration has both versions under names of their own. */
function findHelm(): string {
  const known = ["helm", "helm4", "helm3"].map((name) => findProgram(name)).find(({ missing }) => !missing);
  if (known) return known.path;
  say("flotilla: helm is not on PATH, nor helm4 or helm3");
  process.exit(1);
}
