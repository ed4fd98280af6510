// Secrets of an environment: the External Secrets Operator makes them of what Vault keeps, and renews them when it changes.
import type { Environment, StoreName } from "@flotilla/fleet/manifest";
import type { Fleet } from "../fleet.ts";

/** Where the Secrets of each environment are described, a file for each. */
export const secretsFolder = "deploy/gitops/environments/secrets";

interface SecretEntry {
  readonly name: string;
  readonly keys: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** Those whose services are no rulers of the server: another password is for who is. */
const hasAdmin: ReadonlySet<StoreName> = new Set(["mongo", "postgres"]);

/** The key of Kong's one consumer, by the label that Kong wants to see. */
const consumer: SecretEntry = {
  name: "flotilla-consumer",
  keys: ["key"],
  labels: { "konghq.com/credential": "key-auth" },
};

/** Who asks Vault, where it is asked, and a description of each Secret that the chart takes, before anything that needs them. */
export function toSecrets({ stores, vault }: Fleet, { name }: Environment): readonly object[] {
  const entries = stores.map(
    (store): SecretEntry => ({
      name: store.name,
      keys: hasAdmin.has(store.name) ? ["password", "admin-password"] : ["password"],
    }),
  );
  return [
    {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: toMetadata("vault", -3),
      automountServiceAccountToken: false,
    },
    toStore(vault, name),
    ...[...entries, consumer].map((entry) => toExternalSecret(name, entry)),
  ];
}

/** Vault, as the environment may use it: the role is bound to its namespace's account, and reads nothing of its neighbours. */
function toStore(server: string, environment: string): object {
  const kubernetes = {
    mountPath: "kubernetes",
    role: `flotilla-${environment}`,
    serviceAccountRef: { name: "vault" },
  };
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "SecretStore",
    metadata: toMetadata("vault", -2),
    spec: {
      provider: {
        vault: { server, path: "secret", version: "v2", auth: { kubernetes } },
      },
    },
  };
}

function toExternalSecret(environment: string, { name, keys, labels }: SecretEntry): object {
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: toMetadata(name, -1),
    spec: {
      refreshInterval: "15m",
      secretStoreRef: { kind: "SecretStore", name: "vault" },
      target: {
        creationPolicy: "Owner",
        deletionPolicy: "Retain",
        ...(labels && { template: { metadata: { labels } } }),
      },
      data: keys.map((key) => ({
        secretKey: key,
        remoteRef: { key: `flotilla/${environment}/${name}`, property: key },
      })),
    },
  };
}

function toMetadata(name: string, wave: number): object {
  return { name, annotations: { "argocd.argoproj.io/sync-wave": String(wave) } };
}
