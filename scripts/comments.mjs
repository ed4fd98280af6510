// Writes contract/gen/comments.ts: what the .proto files say of every service, rpc, message, field and enum value, by
// full name. The embedded descriptors carry no comments, and /openapi.json and /docs want them. Called by gen.mjs.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./project.mjs";

const contract = join(root, "contract");

/** Packages that only tests serve and call. */
const testPackages = new Set(["flotilla.test.v1", "grpc.testing"]);

/** Numbers of the fields that lead from a declaration to those inside it (descriptor.proto). */
const members = {
  file: { 4: "messageType", 5: "enumType", 6: "service" },
  messageType: { 2: "field", 3: "nestedType", 4: "enumType", 8: "oneofDecl" },
  nestedType: { 2: "field", 3: "nestedType", 4: "enumType", 8: "oneofDecl" },
  enumType: { 2: "value" },
  service: { 2: "method" },
};

const comments = readFiles()
  .flatMap(readComments)
  .sort(([a], [b]) => (a < b ? -1 : 1));
const lines = comments.map(([name, text]) => `  ${JSON.stringify(name)}: ${JSON.stringify(text)},\n`);
const opening = `// What the .proto files say, by full name; written by scripts/comments.mjs.
/** Comments of the contract by full name, such as \`flotilla.hello.v1.HelloService.GetHello\`. */
export const comments: Readonly<Record<string, string>> = {
`;
writeFileSync(join(contract, "gen/comments.ts"), `${opening}${lines.join("")}};\n`);

/** Our own files of the contract, compiled; those of the tests are left out. */
function readFiles() {
  const args = ["--no-install", "buf", "build", "proto", "-o", "-#format=json"];
  const image = execFileSync("npx", args, { cwd: contract, encoding: "utf8", maxBuffer: 2 ** 28 });
  const isOurs = (file) => !file.bufExtension?.isImport && !testPackages.has(file.package);
  return JSON.parse(image).file.filter(isOurs);
}

function readComments(file) {
  const { location = [] } = file.sourceCodeInfo ?? {};
  return location
    .filter(({ path, leadingComments }) => path?.length > 1 && leadingComments)
    .map(({ path, leadingComments }) => [nameOf(file, path), unwrap(leadingComments)])
    .filter(([name]) => name !== undefined);
}

/** Follows a path of field numbers and indices, such as [4, 0, 2, 1]: the second field of the first message. */
function nameOf(file, path) {
  let kind = "file";
  let at = file;
  let name = file.package ?? "";
  for (let step = 0; step < path.length; step += 2) {
    kind = members[kind]?.[path[step]];
    at = kind && at[kind]?.[path[step + 1]];
    if (!at?.name) return undefined;
    name = name ? `${name}.${at.name}` : at.name;
  }
  return name;
}

/** Lines of one paragraph become one line; blank lines stay. Links of TSDoc become what they name. */
function unwrap(comment) {
  const plain = comment.replace(/\{@link ([^}]+)\}/g, "`$1`");
  const paragraphs = plain.split(/\n\s*\n/).map((paragraph) => paragraph.replace(/\s*\n\s*/g, " ").trim());
  return paragraphs.filter(Boolean).join("\n\n");
}
