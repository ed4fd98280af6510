import { type MemoryResult, renderMemory } from "./memory-table.ts";
import { renderRatios } from "./ratios.ts";
import { writeResults } from "./results.ts";
import { sections } from "./sections.ts";
import { readStored, type SectionResult } from "./stored-results.ts";
import { renderSection } from "./table.ts";

/** Writes the page's sections `Ratios`, `Load` and `Memory` anew from all that is stored. */
export function writePage(): void {
  const read = (name: string) => readStored<SectionResult>(name);
  const memory = readStored<MemoryResult>("memory");
  writeResults("Ratios", `Our figure over the peer's, from the tables below.\n\n${renderRatios(read, memory)}`);
  writeResults("Load", renderLoad(read));
  if (memory) writeResults("Memory", renderMemory(memory));
}

function renderLoad(read: (name: string) => SectionResult | undefined): string {
  const stored = sections.flatMap((section) => {
    const result = read(section.name);
    return result ? [{ section, result }] : [];
  });
  const tables = stored.map(({ section, result }) => renderSection(section, result));
  return [...new Set(stored.map(({ result }) => describe(result))), ...tables].join("\n\n");
}

function describe({ how }: SectionResult): string {
  return `Machine: ${how.machine}; the server alone on one core.\n\nVersions: ${how.versions}.`;
}
