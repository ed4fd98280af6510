import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Check, chassisFields, type Field } from "@flotilla/chassis";

/** What a service declares of its settings, with what every process has. */
export interface DeclaredSettings {
  readonly fields: Readonly<Record<string, Field<unknown>>>;
  readonly checks: readonly Check<never>[];
}

const services = join(import.meta.dirname, "../../services");

/** The fields and checks that the config.ts of a service exports. */
export async function readDeclaredSettings(service: string): Promise<DeclaredSettings> {
  const path = join(services, service, "src/config.ts");
  const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(path).href);
  const ending = (end: string) => Object.keys(module).filter((name) => name.endsWith(end));
  const fields = ending("Fields").map((name) => module[name]);
  const checks = ending("Checks").flatMap((name) => module[name] as readonly Check<never>[]);
  return { fields: Object.assign({}, chassisFields, ...fields), checks };
}
