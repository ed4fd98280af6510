import { randomUUIDv7 } from "node:crypto";
import type { IdSource } from "../domain/id-source.ts";

/** UUIDs of version 7 (RFC 9562 §5.7): in the order of the millisecond in which they are made. */
export const uuidSource: IdSource = { newId: () => randomUUIDv7() };
