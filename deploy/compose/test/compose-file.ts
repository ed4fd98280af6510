import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** The root of the repository, which paths of compose.yaml are relative to. */
export const root = join(import.meta.dirname, "../../..");

/** A container of compose.yaml, as far as tests look into it. */
export interface ComposeContainer {
  readonly profiles: readonly string[];
  readonly image: string;
  readonly build?: object;
  readonly command?: readonly string[];
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly (string | { readonly source: string; readonly target: string })[];
  readonly volumes?: readonly string[];
  readonly networks: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: unknown;
  readonly [field: string]: unknown;
}

/** compose.yaml, as far as tests look into it. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeContainer>>;
  readonly networks: Readonly<Record<string, unknown>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

/** compose.yaml as it is committed. */
export function readComposeFile(): ComposeFile {
  return parse(readFileSync(join(root, "compose.yaml"), "utf8"));
}

/** A container's environment with `${NAME:-else}` written out, as it is where nothing is said. */
export function toEnvironment({ environment = {} }: ComposeContainer): Readonly<Record<string, string>> {
  const entries = Object.entries(environment);
  return Object.fromEntries(entries.map(([name, value]) => [name, value.replaceAll(/\$\{\w+:-([^}]*)\}/g, "$1")]));
}
