import { join } from "node:path";
import type { Credentials } from "./credentials.ts";

/** A program of a cluster, what it is told, and what it logs once it works. */
export interface Program {
  readonly name: string;
  readonly args: readonly string[];
  readonly ready: RegExp;
}

/** What keeps everything, until the test is over: nothing has to survive a loss of power. */
export function etcd({ data, port, peerPort }: { data: string; port: number; peerPort: number }): Program {
  const [client, peer] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
  return {
    name: "etcd",
    args: [
      `--data-dir=${data}`,
      "--unsafe-no-fsync",
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
    ],
    ready: /ready to serve client requests/,
  };
}

/** With the admission that it has by default, Pod Security among it, and RBAC. */
export function apiServer(credentials: Credentials, port: number, etcdPort: number): Program {
  const { certFile, keyFile, accountKeyFile, tokenFile } = credentials;
  return {
    name: "kube-apiserver",
    args: [
      `--etcd-servers=http://127.0.0.1:${etcdPort}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${port}`,
      // It would refuse to send pods to loopback.
      "--endpoint-reconciler-type=none",
      "--service-cluster-ip-range=10.96.0.0/16",
      `--tls-cert-file=${certFile}`,
      `--tls-private-key-file=${keyFile}`,
      `--token-auth-file=${tokenFile}`,
      "--authorization-mode=Node,RBAC",
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${accountKeyFile}`,
      `--service-account-signing-key-file=${accountKeyFile}`,
    ],
    ready: /Serving securely on/,
  };
}

/** With all controllers that it has by default, each as a service account of its own. */
export function controllerManager({ kubeconfigs, caFile, accountKeyFile }: Credentials): Program {
  return {
    name: "kube-controller-manager",
    args: [
      `--kubeconfig=${kubeconfigs.controllerManager}`,
      "--leader-elect=false",
      "--secure-port=0",
      "--use-service-account-credentials",
      `--root-ca-file=${caFile}`,
      `--service-account-private-key-file=${accountKeyFile}`,
      // On a busy machine a node that is late is not dead.
      "--node-monitor-grace-period=10m",
    ],
    ready: /Starting/,
  };
}

/** Finds a node for each pod. */
export function scheduler({ kubeconfigs }: Credentials): Program {
  const args = [`--kubeconfig=${kubeconfigs.scheduler}`, "--leader-elect=false", "--secure-port=0"];
  return { name: "kube-scheduler", args, ready: /Starting Kubernetes Scheduler/ };
}

/** In the place of every node's kubelet: says what a kubelet would say, and runs nothing. */
export function kwok({ kubeconfigs }: Credentials, stages: string, port: number): Program {
  const names = ["node-initialize", "node-heartbeat", "pod-ready", "pod-complete", "pod-delete"];
  return {
    name: "kwok",
    args: [
      `--kubeconfig=${kubeconfigs.kwok}`,
      "--manage-all-nodes=true",
      `--server-address=127.0.0.1:${port}`,
      ...names.map((name) => `--config=${join(stages, `${name}.yaml`)}`),
    ],
    ready: /./,
  };
}
