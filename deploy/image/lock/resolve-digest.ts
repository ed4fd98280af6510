import { createHash } from "node:crypto";

/** The parts of `registry/repository:tag`. */
interface Reference {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
}

const manifests = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/**
 * The digest that a tag has at this moment, asked for by the OCI distribution specification, with an anonymous token where
 * the registry wants one. It is computed from the manifest itself: a registry that names another is not believed.
 */
export async function resolveDigest(image: string): Promise<string> {
  const { registry, repository, tag } = parseReference(image);
  const url = `${toOrigin(registry)}/v2/${repository}/manifests/${tag}`;
  const first = await fetch(url, { headers: { accept: manifests } });
  const answer = first.status === 401 ? await askWithToken(url, first, image) : first;
  if (!answer.ok) throw new Error(`${image}: the registry answers ${answer.status}`);
  const digest = `sha256:${createHash("sha256")
    .update(await answer.bytes())
    .digest("hex")}`;
  const named = answer.headers.get("docker-content-digest") ?? digest;
  if (named !== digest) throw new Error(`${image}: the registry says ${named}, but its manifest has ${digest}`);
  return digest;
}

function parseReference(image: string): Reference {
  const { groups } =
    /^(?<registry>[^/]+)\/(?<repository>[^:]+):(?<tag>[\w.-]+)$/.exec(image.replace(/:(?=\d+\/)/, "%3A")) ?? {};
  if (groups === undefined) throw new Error(`${image} is not registry/repository:tag`);
  const { registry = "", repository = "", tag = "" } = groups;
  return { registry: registry.replace("%3A", ":"), repository, tag };
}

/** Docker's registry has another name than its images; one on this machine speaks plain HTTP, as Docker has it. */
function toOrigin(registry: string): string {
  if (registry === "docker.io") return "https://registry-1.docker.io";
  return /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(registry) ? `http://${registry}` : `https://${registry}`;
}

async function askWithToken(url: string, refused: Response, image: string): Promise<Response> {
  const challenge = refused.headers.get("www-authenticate") ?? "";
  const { realm, ...query } = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, k, v]) => [k, v]));
  if (!/^bearer /i.test(challenge) || realm === undefined) throw new Error(`${image}: the registry wants a password`);
  const granted = await fetch(`${realm}?${new URLSearchParams(query)}`);
  if (!granted.ok) throw new Error(`${image}: no token, the registry answers ${granted.status}`);
  const { token, access_token: other } = (await granted.json()) as { token?: string; access_token?: string };
  return fetch(url, { headers: { accept: manifests, authorization: `Bearer ${token ?? other}` } });
}
