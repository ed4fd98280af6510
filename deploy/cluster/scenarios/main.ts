// `npm run cluster`: everything that deploy/ has for Kubernetes, in a real control plane whose kubelets are kwok's.
import { after, before, describe } from "node:test";
import { missesKubernetes, type StartedCluster, startCluster } from "@flotilla/testkit/start-cluster";
import { chartScenarios } from "./chart.ts";
import { manifestScenarios } from "./manifests.ts";
import { scriptScenarios } from "./scripts.ts";

describe("the fleet in a cluster", { skip: missesKubernetes() }, () => {
  let started: StartedCluster | undefined;
  const cluster = () => started!;

  before(async () => {
    // A volume that was claimed once is not free again: ten of them for each installation.
    started = await startCluster({ volumes: 128 });
    process.stderr.write(`flotilla: a cluster ${started.summary}\n`);
  });
  after(() => started?.[Symbol.asyncDispose]());

  manifestScenarios(cluster);
  for (const helm of ["helm3", "helm4"]) chartScenarios(cluster, helm);
  scriptScenarios(cluster);
});
