/**
 * When a link was last changed, as text of 16 hex digits whose order is the order of changes: 47 bits of milliseconds
 * since 1970, 16 bits that count changes within one, and 1 bit for the side that made the change, so that no two sides
 * ever make the same version. It is a hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", 2014) whose
 * logical part is taken from the records themselves: a new version is later than all that its writer has seen.
 */
export type Version = string;

/** A relation has two sides. Of two changes in the same instant the one of `right` is the later. */
export type Side = "left" | "right";

/** Before every other version. */
export const noVersion: Version = "0".repeat(16);

const counterBits = 16n;
const sideBits: Readonly<Record<Side, bigint>> = { left: 0n, right: 1n };

/** The version of a change made now by this side, later than all of `seen`. */
export function nextVersion(side: Side, nowMs: number, ...seen: readonly Version[]): Version {
  const latest = [noVersion, ...seen].toSorted().at(-1)!;
  const ticks = BigInt(Math.max(0, Math.trunc(nowMs))) << counterBits;
  const after = (parse(latest) >> 1n) + 1n;
  return format(((ticks > after ? ticks : after) << 1n) | sideBits[side]);
}

/** The version of a change at this time of which nothing else is known: a message without one. */
export function versionAt(side: Side, ms: number): Version {
  return format((BigInt(Math.max(0, Math.trunc(ms))) << (counterBits + 1n)) | sideBits[side]);
}

/** Milliseconds since 1970 at which the change was made, by the clock of who made it. */
export function timeOf(version: Version): number {
  return Number(parse(version) >> (counterBits + 1n));
}

/** Is the text a version that leaves room for later ones? What claims to be of after the year 4199 does not. */
export function isVersion(text: string): boolean {
  return /^[0-7][0-9a-f]{15}$/.test(text);
}

function parse(version: Version): bigint {
  return BigInt(`0x${version}`);
}

function format(bits: bigint): Version {
  return bits.toString(16).padStart(16, "0");
}
