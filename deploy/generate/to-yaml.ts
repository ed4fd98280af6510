import { Document } from "yaml";
import { mark } from "./generator.ts";

/** One or more YAML documents under the {@link mark}; no line is folded, and nothing is an anchor. */
export function toYaml(...values: readonly unknown[]): string {
  const texts = values.map((value) =>
    new Document(value, { aliasDuplicateObjects: false }).toString({ lineWidth: 0, indentSeq: true }),
  );
  return `# ${mark}\n${texts.join("---\n")}`;
}
