// Prints package.json of the contract as it is published; its argument is the repository. Runs under any Node.
import { readFileSync } from "node:fs";

const read = (path) => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8"));
const { name, version, type, dependencies } = read("contract/package.json");
const { license } = read("package.json");
const published = {
  name,
  version,
  description: "The contract of Flotilla's services: messages, rpcs and their types.",
  license,
  repository: `github:${process.argv[2]}`,
  type,
  exports: { "./*": { types: "./gen/*_pb.d.ts", default: "./gen/*_pb.js" }, "./image.binpb": "./image.binpb" },
  dependencies,
};
process.stdout.write(`${JSON.stringify(published, undefined, 2)}\n`);
