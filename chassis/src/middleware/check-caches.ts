import type { DescFile } from "@bufbuild/protobuf";
import { type Method, toMethod } from "../method.ts";
import { parseCacheName, toShape } from "./cache-name.ts";

/**
 * Throws where contracts say of caches what they cannot mean: two rpcs that keep their answers under the same name, a key
 * beside the name, or an rpc that makes stale what neither is an rpc of its service nor named by any rpc of its file, of
 * those that it imports, or of the given ones.
 */
export function checkCaches(methods: readonly Method[]): void {
  const named = new Map<string, string>();
  const files = methods.flatMap(({ desc }) => (desc ? [desc.parent.file] : []));
  for (const { path, policy } of [...methods, ...readMethods(files)]) {
    if (policy.cache?.name === undefined) continue;
    if (policy.cache.key.length > 0) throw new Error(`${path} has a key beside the name ${policy.cache.name}`);
    const shape = toShape(parseCacheName(policy.cache.name));
    const other = named.get(shape) ?? path;
    if (other !== path) throw new Error(`${path} and ${other} both keep their answers as ${shape}`);
    named.set(shape, path);
  }
  for (const { path, policy, desc } of methods) {
    const stranger = policy.invalidates
      .filter((name) => !desc?.parent.methods.some((other) => other.name === name))
      .find((name) => !named.has(toShape(parseCacheName(name))));
    if (stranger !== undefined) throw new Error(`${path} invalidates ${stranger}, but no rpc keeps its answers there`);
  }
}

function readMethods(files: readonly DescFile[]): readonly Method[] {
  const all = new Set(files);
  for (const file of all) for (const imported of file.dependencies) all.add(imported);
  return [...all].flatMap((file) => file.services.flatMap((service) => service.methods.map(toMethod)));
}
