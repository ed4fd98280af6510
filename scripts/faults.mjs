// Writes docs/faults.md from the reason enums of the contract; runs under the project's Node, called by gen.mjs.
// `renderFaults` is what a test compares the page with.
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { getExtension, hasExtension } from "@bufbuild/protobuf";
import { root } from "./project.mjs";

const generated = join(root, "contract/gen");
export const page = join(root, "docs/faults.md");

const opening = `# Faults

Every error that a service answers is a Fault: a \`code\` that decides the status on every wire, a \`reason\` for programs
and a \`message\` for people. This page lists every reason. It is generated from the contract by \`npm run gen\`.

REST answers carry \`code\`, \`reason\` and \`traceId\` in an \`application/problem+json\` body (RFC 9457). gRPC, gRPC-Web and
Connect answers carry the reason in a \`google.rpc.ErrorInfo\` detail. HTTP is the status of a REST answer. "Again?" says
whether the same request may succeed when it is sent again.
`;

/** The page's text. */
export async function renderFaults() {
  const { faultCodes } = await load("chassis/src/fault.ts");
  const statuses = readStatuses();
  const sections = (await readReasonEnums()).map(({ typeName, rows }) => {
    const lines = rows.map(({ reason, code, comment }) => {
      const { grpc, http, retry } = faultCodes[code];
      const status = statuses.get(reason) ?? http;
      return `| \`${reason}\` | \`${code}\` | ${grpc} | ${status} | ${retry ? "yes" : "no"} | ${comment} |`;
    });
    const head = "| reason | code | gRPC | HTTP | again? | meaning |\n|---|---|---|---|---|---|";
    return `## ${typeName}\n\n${head}\n${lines.join("\n")}\n`;
  });
  return [opening, ...sections].join("\n");
}

/** Every enum of the contract whose values are reasons, with `reason`, `code` and `comment` of each value. */
export async function readReasonEnums() {
  const { reason: extension } = await load("contract/gen/flotilla/v1/options_pb.ts");
  const enums = [];
  for (const path of globSync("**/*_pb.ts", { cwd: generated }).sort()) {
    const text = readFileSync(join(generated, path), "utf8");
    if (!/^export enum \w*Reason|^export const \w*Reason = /m.test(text)) continue;
    const module = await load(join("contract/gen", path));
    const files = Object.values(module).filter((value) => value?.kind === "file");
    enums.push(...files.flatMap((file) => file.enums).map((desc) => toRows(desc, extension, text)));
  }
  return enums.filter(({ rows }) => rows.length > 0);
}

/** The HTTP statuses of the Faults that the chassis answers with another than their code's, by reason. */
function readStatuses() {
  const form = /reason: "([A-Z_]+)"(?:(?!reason:).)*?httpStatus: (\d+)/gs;
  const sources = globSync("chassis/src/**/*.ts", { cwd: root }).filter((path) => !path.endsWith(".test.ts"));
  const found = sources.flatMap((path) => [...readFileSync(join(root, path), "utf8").matchAll(form)]);
  return new Map(found.map(([, reason, status]) => [reason, status]));
}

function toRows(desc, extension, text) {
  const marked = desc.values.filter((value) => value.proto.options && hasExtension(value.proto.options, extension));
  const rows = marked.map((value) => ({
    reason: value.localName,
    code: getExtension(value.proto.options, extension).code,
    comment: readComment(text, value.name),
  }));
  return { typeName: desc.typeName, rows };
}

/** The generator keeps a value's comment above it; the embedded descriptor does not. */
function readComment(text, valueName) {
  const end = text.indexOf(`   * @generated from enum value: ${valueName} = `);
  const start = text.lastIndexOf("/**", end);
  const lines = text.slice(start + 3, end).split("\n");
  return lines
    .map((line) => line.replace(/^\s*\*\s?/, ""))
    .filter(Boolean)
    .join(" ");
}

function load(path) {
  return import(pathToFileURL(join(root, path)).href);
}

if (process.argv.includes("--write")) {
  const text = await renderFaults();
  if (!existsSync(page) || readFileSync(page, "utf8") !== text) writeFileSync(page, text);
}
