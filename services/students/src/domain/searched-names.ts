import { foldText } from "@flotilla/chassis/listing";
import type { Names } from "./student.ts";

/** What a search looks into: the three names, folded, on a line each. */
export function searchedNames({ name, firstName, lastName }: Names): string {
  return [name, firstName, lastName].map(foldText).join("\n");
}
