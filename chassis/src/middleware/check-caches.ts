import type { DescFile } from "@bufbuild/protobuf";
import { type Method, toMethod } from "../method.ts";
import { listFields, parseCacheName, toShape } from "./cache-name.ts";

/**
 * Throws where contracts say of caches what they cannot mean: two rpcs that keep their answers under the same name; a key
 * beside a name; what only a cache with a name can do, without one; or an rpc that makes stale what is neither an rpc of its
 * service nor named by any of its file, of the files that it imports, or of the given ones; or a placeholder for what no
 * message of its file or its imports has.
 */
export function checkCaches(methods: readonly Method[]): void {
  const named = readNames(methods);
  for (const { path, policy, desc } of methods) {
    const names = policy.invalidates.filter((name) => !desc?.parent.methods.some((other) => other.name === name));
    const stranger = names.find((name) => !named.has(toShape(parseCacheName(name))));
    if (stranger !== undefined) throw new Error(`${path} invalidates ${stranger}, but no rpc keeps its answers there`);
    if (desc) assertPlaceholders(path, names, readFieldNames(desc.parent.file));
  }
}

/** The handler fills placeholders, too, so that it may be a field of any message; but not of none. */
function assertPlaceholders(path: string, names: readonly string[], known: ReadonlySet<string>): void {
  for (const name of names) {
    const unknown = listFields(parseCacheName(name)).find((field) => !known.has(field));
    if (unknown !== undefined) throw new Error(`${path} invalidates ${name}, but no message has a field ${unknown}`);
  }
}

function readFieldNames(file: DescFile): ReadonlySet<string> {
  const messages = [file, ...file.dependencies].flatMap((one) => one.messages);
  for (const message of messages) messages.push(...message.nestedMessages);
  return new Set(messages.flatMap(({ fields }) => fields.map(({ name }) => name)));
}

/** The rpc of each name that answers are kept under. */
function readNames(methods: readonly Method[]): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  const files = methods.flatMap(({ desc }) => (desc ? [desc.parent.file] : []));
  for (const method of [...methods, ...readMethods(files)]) {
    const shape = readShape(method);
    if (shape === undefined) continue;
    const other = named.get(shape) ?? method.path;
    if (other !== method.path) throw new Error(`${method.path} and ${other} both keep their answers as ${shape}`);
    named.set(shape, method.path);
  }
  return named;
}

function readShape({ path, policy: { cache } }: Method): string | undefined {
  if (cache?.name === undefined) {
    const needsName = cache && (cache.negativeTtlMs > 0 || cache.staleIfErrorMs > 0);
    if (needsName) throw new Error(`${path} says more of its cache than one without a name can do`);
    return undefined;
  }
  if (cache.key.length > 0) throw new Error(`${path} has a key beside the name ${cache.name}`);
  return toShape(parseCacheName(cache.name));
}

function readMethods(files: readonly DescFile[]): readonly Method[] {
  const all = new Set(files);
  for (const file of all) for (const imported of file.dependencies) all.add(imported);
  return [...all].flatMap((file) => file.services.flatMap((service) => service.methods.map(toMethod)));
}
