// A source file finds a data file or a worker's source beside it by `new URL("../data/x.json", import.meta.url)`. A bundle
// lies elsewhere, so this esbuild plugin copies such files into one folder, bundles the workers into it, and points the
// bundle there.
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";

const reference = /new URL\(\s*"([^"]+)",\s*import\.meta\.url\s*\)/g;

/**
 * Takes every file that a source of ours refers to into `folder`, which must lie beside the bundle's own folder. `note` gets
 * esbuild's account of every worker that it bundles.
 */
export function bundleAssets(folder, note = () => {}) {
  return {
    name: "assets",
    setup({ onLoad, initialOptions, esbuild }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const text = readFileSync(path, "utf8");
        if (!text.includes("import.meta.url")) return undefined;
        const sources = [...text.matchAll(reference)].map(([, to]) => resolve(dirname(path), to));
        await Promise.all(sources.filter(isWorker).map((source) => bundleWorker(esbuild, initialOptions, source)));
        return {
          contents: text.replace(reference, (whole, to) => place(whole, resolve(dirname(path), to))),
          loader: "ts",
        };
      });
    },
  };

  function place(whole, source) {
    if (!existsSync(source)) return whole;
    const target = isWorker(source) ? toBundle(source) : copy(source);
    return `new URL("../${relative(dirname(folder), target)}", import.meta.url)`;
  }

  function copy(source) {
    const target = join(folder, basename(source));
    mkdirSync(folder, { recursive: true });
    cpSync(source, target, { recursive: true });
    return target;
  }

  async function bundleWorker(esbuild, options, source) {
    const { outdir: _folder, splitting: _, ...own } = options;
    const { metafile } = await esbuild.build({
      ...own,
      entryPoints: [source],
      outfile: toBundle(source),
      metafile: true,
    });
    note(metafile);
  }

  function toBundle(source) {
    return join(folder, basename(source).replace(/\.ts$/, ".mjs"));
  }
}

function isWorker(source) {
  return source.endsWith(".ts") && existsSync(source);
}
