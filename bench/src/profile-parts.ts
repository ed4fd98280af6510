/** Where time goes, by the folder of the function; the first that fits counts. */
const folders: readonly (readonly [RegExp, string])[] = [
  [/^node:/, "Node's own JavaScript"],
  [/@bufbuild\/|^contract\//, "codec"],
  [/@prometheus-io\/|@opentelemetry\/|^chassis\/src\/telemetry\//, "telemetry"],
  [/^chassis\/src\/middleware\/(?:trace|metrics|http-metrics|log)\.ts$/, "telemetry"],
  [/^http2\/src\/hpack\//, "engine: HPACK"],
  [/^http2\/src\//, "engine"],
  [/^chassis\/src\/transport\//, "transport"],
  [/^chassis\/src\/protocol\//, "protocol"],
  [/^chassis\/src\/middleware\//, "chain"],
  [/^chassis\/src\//, "chassis: call, service, fault"],
  [/^bench\//, "handler"],
  [/^node_modules\//, "other packages"],
];

/** What V8 and Node do without a JavaScript file. */
const outside: Readonly<Record<string, string>> = {
  "(garbage collector)": "garbage collector",
  "(program)": "native code: event loop, system calls, compiler",
};

/** The part of a call that a function belongs to. Functions without a file are those of C++ and of V8 itself. */
export function partOf(functionName: string, path: string): string {
  if (path === "") return outside[functionName] ?? "native functions";
  return folders.find(([pattern]) => pattern.test(path))?.[1] ?? "elsewhere";
}
