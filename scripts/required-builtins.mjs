import { builtinModules } from "node:module";

/**
 * An esbuild plugin: the bundle takes Node's own modules by `require`. An `import` reads every export of a module at once,
 * and among those of node:http are getters that load the whole of undici: 30 ms of a start (measured).
 */
export const requiredBuiltins = {
  name: "required-builtins",
  setup(build) {
    const names = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
    const isBuiltin = (path) => path.startsWith("node:") || names.has(path);
    build.onResolve({ filter: /^[a-z_:/0-9]+$/ }, ({ path, kind }) => {
      if (!isBuiltin(path)) return undefined;
      return kind === "import-statement" ? { path, namespace: "builtin" } : { path, external: true };
    });
    build.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};
