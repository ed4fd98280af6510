import { readFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findFreePort } from "../src/free-port.ts";
import { type ProgramOptions, ServerProcess } from "../src/server-process.ts";
import { type Credentials, createCredentials } from "./credentials.ts";
import type { KubernetesFolder } from "./find-kubernetes.ts";
import { apiServer, controllerManager, etcd, kwok, type Program, scheduler } from "./programs.ts";

/** The programs of a cluster, as processes. */
export interface ControlPlane extends AsyncDisposable {
  /** Of somebody who may do everything. */
  readonly kubeconfig: string;
  readonly pids: readonly number[];
}

/**
 * Starts etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok on free ports of loopback, with what they
 * keep in `folder`. Disposing stops them in reverse.
 */
export async function startControlPlane({ bin, stages }: KubernetesFolder, folder: string): Promise<ControlPlane> {
  await using started = new AsyncDisposableStack();
  const processes: ServerProcess[] = [];
  const start = async ({ name, ...program }: Program) => {
    const process = started.use(new ServerProcess(leash({ command: join(bin, name), ...program })));
    processes.push(process);
    await process.start();
  };
  const [etcdPort, apiPort] = [await findFreePort(), await findFreePort()];
  const url = `https://127.0.0.1:${apiPort}`;
  const credentials = await createCredentials(folder, url);
  await start(etcd({ data: join(folder, "etcd"), port: etcdPort, peerPort: await findFreePort() }));
  await start(apiServer(credentials, apiPort, etcdPort));
  await waitUntilReady(url, credentials);
  const others = [
    controllerManager(credentials),
    scheduler(credentials),
    kwok(credentials, stages, await findFreePort()),
  ];
  await Promise.all(others.map(start));
  const stack = started.move();
  return {
    kubeconfig: credentials.kubeconfigs.admin,
    pids: processes.map(({ pid }) => pid),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Linux kills it with this process, however that ends: nobody finds five programs of a killed test on his machine. */
function leash({ command, args, ...options }: ProgramOptions): ProgramOptions {
  if (process.platform !== "linux") return { command, args, ...options };
  return { ...options, command: "setpriv", args: ["--pdeathsig=KILL", "--", command, ...args] };
}

/** It listens before it knows its own roles. */
async function waitUntilReady(url: string, { caFile }: Credentials): Promise<void> {
  const ca = readFileSync(caFile);
  while (!(await answersOk(`${url}/readyz`, ca))) await delay(50);
}

function answersOk(url: string, ca: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { ca, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once("error", () => resolve(false));
  });
}
