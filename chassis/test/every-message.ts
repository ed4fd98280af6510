import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createRegistry, type DescFile, type DescMessage } from "@bufbuild/protobuf";

const generated = join(import.meta.dirname, "../../contract/gen");

/** Every message that the contract declares or imports, in every file. */
export async function everyMessage(): Promise<readonly DescMessage[]> {
  const files = new Set<DescFile>();
  const visit = (file: DescFile): void => {
    if (files.has(file)) return;
    files.add(file);
    file.dependencies.forEach(visit);
  };
  const paths = readdirSync(generated, { recursive: true, encoding: "utf8" });
  for (const path of paths.filter((name) => name.endsWith("_pb.ts"))) {
    const exported: Record<string, unknown> = await import(pathToFileURL(join(generated, path)).href);
    for (const value of Object.values(exported)) if (isFile(value)) visit(value);
  }
  return [...createRegistry(...files)].filter((type) => type.kind === "message");
}

function isFile(value: unknown): value is DescFile {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "file";
}
