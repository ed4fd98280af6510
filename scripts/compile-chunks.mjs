// Loads the files of a bundle one after the other, so that Node keeps what it compiled of them in dist/cache. What V8 writes
// down depends on the order in which it met the functions: files that are read side by side, or servers that wait for
// sockets and clocks, would give other bytes each time. Started by warm.mjs with `--random-seed`, the seed of its hashes.
import module from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./project.mjs";

const [directory, ...files] = process.argv.slice(2);
module.enableCompileCache({ directory, portable: true });
for (const file of files) await import(pathToFileURL(join(root, file)).href);
// Some of them have begun something that would keep the process alive.
process.exit();
