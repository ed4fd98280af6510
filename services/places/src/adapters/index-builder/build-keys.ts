import type { Columns } from "../gazetteer-index/columns.ts";
import { maxKeyBytes } from "../gazetteer-index/key-cursor.ts";
import { isOwnName, toRow } from "../gazetteer-index/posting.ts";

const keysPerBlock = 16;

type KeyColumns = Pick<Columns, "keyEntries" | "keyBlockStarts" | "keyBlockOwn" | "keyBlockOther">;

/** A key and the postings that it has, ascending. */
export interface PostedKey {
  readonly key: Uint8Array;
  readonly postings: readonly number[];
}

/** Writes sorted keys as a KeyCursor reads them, in blocks of sixteen. */
export function buildKeys(keys: readonly PostedKey[]): KeyColumns {
  const bytes: number[] = [];
  const blocks = Array.from({ length: Math.ceil(keys.length / keysPerBlock) }, (_, block) => {
    const start = bytes.length;
    const members = keys.slice(block * keysPerBlock, (block + 1) * keysPerBlock);
    for (const [index, member] of members.entries()) pushEntry(bytes, member, members[index - 1]?.key);
    const postings = members.flatMap((member) => member.postings);
    return { start, own: lowestRow(postings.filter(isOwnName)), other: lowestRow(postings.filter(isOtherName)) };
  });
  return {
    keyEntries: Uint8Array.from(bytes),
    keyBlockStarts: Uint32Array.from(blocks, (block) => block.start),
    keyBlockOwn: Uint32Array.from(blocks, (block) => block.own),
    keyBlockOther: Uint32Array.from(blocks, (block) => block.other),
  };
}

function pushEntry(bytes: number[], { key, postings }: PostedKey, before: Uint8Array = new Uint8Array()): void {
  if (key.length > maxKeyBytes) throw new Error(`${Buffer.from(key)} is longer than ${maxKeyBytes} bytes`);
  const shared = countShared(before, key);
  const steps = toVarints(postings.map((posting, index) => posting - (postings[index - 1] ?? 0)));
  const head = toVarints([shared, key.length - shared, steps.length]);
  for (const part of [head, key.subarray(shared), steps]) for (const byte of part) bytes.push(byte);
}

/** The row of the first posting, or one that no place has. */
function lowestRow(postings: readonly number[]): number {
  return postings.length === 0 ? 0xffff_ffff : Math.min(...postings.map(toRow));
}

function isOtherName(posting: number): boolean {
  return !isOwnName(posting);
}

function countShared(a: Uint8Array, b: Uint8Array): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return shared;
}

function toVarints(values: readonly number[]): number[] {
  const bytes: number[] = [];
  for (let value of values) {
    for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
    bytes.push(value);
  }
  return bytes;
}
