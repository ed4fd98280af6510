import type { Manifest } from "./environment.ts";

/** Keys by the name of their Secret. */
export type SecretKeys = ReadonlyMap<string, readonly string[]>;

/** The Secrets that these objects refer to, and which keys of theirs: environment, volumes, and credentials of consumers. */
export function listWantedSecrets(manifests: readonly Manifest[]): SecretKeys {
  const wanted = new Map<string, Set<string>>();
  const want = (name: string, key: string) => {
    wanted.set(name, (wanted.get(name) ?? new Set()).add(key));
  };
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { secretKeyRef, secret } = value as Reference;
    if (secretKeyRef) want(secretKeyRef.name, secretKeyRef.key);
    for (const { key } of secret?.items ?? []) want(secret!.secretName, key);
    if (secret?.secretName && !secret.items) want(secret.secretName, "*");
    for (const inner of Object.values(value)) visit(inner);
  };
  for (const manifest of manifests) {
    visit(manifest);
    if (manifest.kind === "KongConsumer") for (const name of manifest["credentials"]) want(name, "key");
  }
  return sort(wanted);
}

/** The Secrets that these ExternalSecrets describe, and which keys of theirs. */
export function listMadeSecrets(manifests: readonly Manifest[]): SecretKeys {
  const descriptions = manifests.filter(({ kind }) => kind === "ExternalSecret");
  return sort(
    new Map(
      descriptions.map(({ metadata, spec }) => [
        metadata.name,
        spec["data"].map(({ secretKey }: { readonly secretKey: string }) => secretKey),
      ]),
    ),
  );
}

interface Reference {
  readonly secretKeyRef?: { readonly name: string; readonly key: string };
  readonly secret?: { readonly secretName: string; readonly items?: readonly { readonly key: string }[] };
}

function sort(secrets: ReadonlyMap<string, Iterable<string>>): SecretKeys {
  const entries = [...secrets].map(([name, keys]) => [name, [...keys].sort()] as const);
  return new Map(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
