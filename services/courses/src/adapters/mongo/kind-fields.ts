import type { Kind } from "../../domain/kind.ts";

/** How a document says of which kind its course is: the name, and one field of that name. */
export interface KindFields {
  readonly kind?: Kind["type"];
  readonly class?: { readonly room: string; readonly hours_per_week: number };
  readonly elective?: { readonly credits: number; readonly prerequisites: string };
  readonly externship?: { readonly organisation: string; readonly supervisor: string; readonly weeks: number };
}

const names = ["kind", "class", "elective", "externship"] as const;

/** The fields that say it, and those that must not be there then. */
export function toKindFields(kind: Kind | undefined): { readonly set: KindFields; readonly unset: readonly string[] } {
  const set = kind ? { kind: kind.type, ...toOwnField(kind) } : {};
  return { set, unset: names.filter((name) => !(name in set)) };
}

/** The kind that a document tells; undefined for none, and for one that nobody has heard of. */
export function fromKindFields(fields: KindFields): Kind | undefined {
  if (fields.class) return { type: "class", room: fields.class.room, hoursPerWeek: fields.class.hours_per_week };
  if (fields.elective) return { type: "elective", ...fields.elective };
  if (fields.externship) return { type: "externship", ...fields.externship };
  return undefined;
}

function toOwnField(kind: Kind): KindFields {
  switch (kind.type) {
    case "class":
      return { class: { room: kind.room, hours_per_week: kind.hoursPerWeek } };
    case "elective":
      return { elective: { credits: kind.credits, prerequisites: kind.prerequisites } };
    case "externship":
      return { externship: { organisation: kind.organisation, supervisor: kind.supervisor, weeks: kind.weeks } };
  }
}
