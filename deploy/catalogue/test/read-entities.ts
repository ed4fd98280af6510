import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Entity } from "@backstage/catalog-model";
import { parseAllDocuments } from "yaml";

const root = join(import.meta.dirname, "../../..");

/** All entities that catalog-info.yaml leads to, as the catalogue takes them in: with the text of the file that a definition refers to. */
export function readEntities(): readonly Entity[] {
  const frame = readFile("catalog-info.yaml");
  const location = frame.find(({ kind }) => kind === "Location")?.spec as unknown as { targets: readonly string[] };
  return [...frame, ...location.targets.flatMap((target) => readFile(join(".", target)))];
}

function readFile(path: string): readonly Entity[] {
  const documents = parseAllDocuments(readFileSync(join(root, path), "utf8"));
  return documents.map((document) => resolveText(path, document.toJS()));
}

function resolveText(path: string, entity: Entity): Entity {
  const definition = entity.spec?.["definition"];
  if (typeof definition !== "object") return entity;
  const { $text } = definition as { $text: string };
  const text = readFileSync(join(root, dirname(path), $text), "utf8");
  return { ...entity, spec: { ...entity.spec, definition: text } };
}
