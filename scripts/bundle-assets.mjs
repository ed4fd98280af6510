// A source file finds a data file beside it by `new URL("../data/x.json", import.meta.url)`. A bundle lies elsewhere, so
// this esbuild plugin copies such files into one folder and points the bundle there.
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";

const reference = /new URL\(\s*"([^"]+)",\s*import\.meta\.url\s*\)/g;

/** Copies every file that a source of ours refers to into `folder`, which must lie beside the bundle's own folder. */
export function bundleAssets(folder) {
  return {
    name: "assets",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, "utf8");
        if (!text.includes("import.meta.url")) return undefined;
        return {
          contents: text.replace(reference, (whole, to) => place(whole, resolve(dirname(path), to))),
          loader: "ts",
        };
      });
    },
  };

  function place(whole, source) {
    if (!existsSync(source)) return whole;
    const name = basename(source);
    mkdirSync(folder, { recursive: true });
    cpSync(source, join(folder, name), { recursive: true });
    return `new URL("../${relative(dirname(folder), join(folder, name))}", import.meta.url)`;
  }
}
