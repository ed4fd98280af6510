import type { Link, Side, Version } from "@flotilla/chassis/relation";
import type { Save, StoredRecord } from "../proof/evidence.ts";

/** A row of the table that triggers of the proof's own write: a record before and after a save, as it was stored. */
export interface SaveRow {
  readonly id: string;
  readonly before_version: string | null;
  readonly before_links: string | null;
  readonly after_version: string | null;
  readonly after_links: string | null;
}

/** A link as students keep it, by names, or as courses do, by place. */
type LinkCell = Link | readonly [id: string, version: Version, isPresent: 0 | 1];

/** The columns of {@link SaveRow}, in order. */
export const saveColumns = "id, before_version, before_links, after_version, after_links";

/** What the row tells. */
export function toSave(side: Side, row: SaveRow): Save {
  const before = toRecord(row.before_version, row.before_links);
  return { side, id: row.id, before, after: toRecord(row.after_version, row.after_links) };
}

function toRecord(version: string | null, links: string | null): StoredRecord | undefined {
  if (version === null) return undefined;
  return { version, links: (JSON.parse(links ?? "[]") as LinkCell[]).map(toLink) };
}

function toLink(cell: LinkCell): Link {
  if ("id" in cell) return cell;
  const [id, version, isPresent] = cell;
  return { id, version, isPresent: isPresent === 1 };
}
