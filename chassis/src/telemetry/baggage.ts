/**
 * Those members of a `baggage` header (https://www.w3.org/TR/baggage/) that have one of these keys, as they came;
 * undefined when none is left. A caller's baggage is a stranger's word: what nobody asked for is not passed on.
 */
export function pickBaggage(header: string | undefined, keys: readonly string[]): string | undefined {
  if (header === undefined || keys.length === 0) return undefined;
  const members = header.split(",").map((member) => member.trim());
  return members.filter((member) => keys.includes(readKey(member))).join(",") || undefined;
}

/** What is before the equals sign; properties come only behind a value. */
function readKey(member: string): string {
  const end = member.indexOf("=");
  return end === -1 ? "" : member.slice(0, end).trimEnd();
}
