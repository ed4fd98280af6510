import { parseAllDocuments } from "yaml";

/** How to make each Secret that the containers of these manifests take variables from, as comments; nothing if there is none. */
export function tellSecrets(manifests: string): string {
  const found = parseAllDocuments(manifests).flatMap((document) => listReferences(document.toJS()));
  if (found.length === 0) return "";
  const commands = [...Map.groupBy(found, ({ name }) => name)].map(([name, references]) => {
    const keys = new Set(references.map(({ key }) => key));
    const values = [...keys].map((key) => ` --from-literal=${key}=$(openssl rand -hex 16)`);
    return `#   kubectl -n flotilla create secret generic ${name}${values.join("")}`;
  });
  return `# It holds no Secrets; pods wait for these, once it is applied:\n#\n${commands.toSorted().join("\n")}\n`;
}

interface Reference {
  readonly name: string;
  readonly key: string;
}

function listReferences(value: unknown): readonly Reference[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === "secretKeyRef" ? [inner as Reference] : listReferences(inner),
  );
}
