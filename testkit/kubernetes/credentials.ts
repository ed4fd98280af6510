import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CertificateAuthority } from "../src/certificate-authority.ts";

/** Who calls the API server: the parts that may do what their own roles say, and a person who may do everything. */
const users = {
  admin: { name: "admin", group: "system:masters" },
  kwok: { name: "kwok", group: "system:masters" },
  controllerManager: { name: "system:kube-controller-manager", group: "" },
  scheduler: { name: "system:kube-scheduler", group: "" },
} as const;

/** Files that the parts of a cluster know each other by. */
export interface Credentials {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  /** What the tokens of service accounts are signed with. */
  readonly accountKeyFile: string;
  readonly tokenFile: string;
  readonly kubeconfigs: Readonly<Record<keyof typeof users, string>>;
}

/** Makes them in `folder`, for an API server at `url`. */
export async function createCredentials(folder: string, url: string): Promise<Credentials> {
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const authority = await CertificateAuthority.create({ commonName: "cluster" });
  const names = [{ type: "ip", value: "127.0.0.1" }] as const;
  const { cert, key } = await authority.issue({ commonName: "kube-apiserver", names });
  const caFile = write("ca.crt", authority.credential.cert);
  const tokens = Object.entries(users).map(([id, user]) => ({ id, ...user, token: randomBytes(24).toString("hex") }));
  const kubeconfigs = tokens.map(({ id, token }) => [id, write(`${id}.json`, toKubeconfig({ url, caFile, token }))]);
  return {
    caFile,
    certFile: write("server.crt", cert),
    keyFile: write("server.key", key),
    accountKeyFile: write("accounts.key", createAccountKey()),
    tokenFile: write(
      "tokens.csv",
      tokens.map(({ token, name, id, group }) => `${token},${name},${id},"${group}"\n`).join(""),
    ),
    kubeconfigs: Object.fromEntries(kubeconfigs) as Credentials["kubeconfigs"],
  };
}

function createAccountKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "sec1", format: "pem" }).toString();
}

/** JSON is YAML, too. */
function toKubeconfig({ url, caFile, token }: { url: string; caFile: string; token: string }): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "flotilla-test", cluster: { server: url, "certificate-authority": caFile } }],
    users: [{ name: "flotilla-test", user: { token } }],
    contexts: [{ name: "flotilla-test", context: { cluster: "flotilla-test", user: "flotilla-test" } }],
    "current-context": "flotilla-test",
  });
}
