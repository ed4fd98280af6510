// `npm run release:check -- v1.2.3`: whether the tag may be released from this commit. The first step of each pipeline that
// releases; needs nothing installed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findTagProblems } from "./find-tag-problems.mjs";
import { root, say } from "./project.mjs";

const read = (path) => readFileSync(join(root, path), "utf8");
const [tag = ""] = process.argv.slice(2);
const problems = findTagProblems(tag, {
  fleet: JSON.parse(read("package.json")).version,
  contract: JSON.parse(read("contract/package.json")).version,
  changelog: read("CHANGELOG.md"),
});
for (const problem of problems) say(problem);
if (problems.length > 0) process.exit(1);
say(`${tag} may be released`);
