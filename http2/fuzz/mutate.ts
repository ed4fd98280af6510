import { frameHeaderBytes } from "../src/frame.ts";
import type { Dice } from "./dice.ts";

type Mutation = (frames: Buffer[], at: number, dice: Dice) => void;

const mutations: readonly Mutation[] = [
  flipBits,
  flipBits,
  flipBits,
  flipHeaderBits,
  lieOfLength,
  truncate,
  duplicate,
  move,
  drop,
  setEdge,
  setHeader,
  insertGarbage,
  scramble,
  splice,
];

/** Spoils some frames, in place; answers how many. */
export function mutate(frames: Buffer[], dice: Dice): number {
  const count = dice.between(1, 4);
  for (let done = 0; done < count && frames.length > 0; done++) {
    dice.pick(mutations)(frames, dice.below(frames.length), dice);
  }
  return count;
}

function flipBits(frames: Buffer[], at: number, dice: Dice): void {
  const bytes = own(frames, at);
  for (let flips = dice.between(1, 4); flips > 0 && bytes.length > 0; flips--) {
    bytes[dice.below(bytes.length)]! ^= 1 << dice.below(8);
  }
}

function flipHeaderBits(frames: Buffer[], at: number, dice: Dice): void {
  const bytes = own(frames, at);
  if (bytes.length > 0) bytes[dice.below(Math.min(frameHeaderBytes, bytes.length))]! ^= 1 << dice.below(8);
}

function lieOfLength(frames: Buffer[], at: number, dice: Dice): void {
  const bytes = own(frames, at);
  const length = bytes.length - frameHeaderBytes;
  if (length >= 0) bytes.writeUIntBE(dice.pick([0, Math.max(0, length - 1), length + 1, dice.edge() % 2 ** 24]), 0, 3);
}

function truncate(frames: Buffer[], at: number, dice: Dice): void {
  frames[at] = frames[at]!.subarray(0, dice.below(frames[at]!.length + 1));
}

function duplicate(frames: Buffer[], at: number, dice: Dice): void {
  const copies = Array.from({ length: dice.pick([1, 2, 40]) }, () => frames[at]!);
  frames.splice(at, 0, ...copies);
}

function move(frames: Buffer[], at: number, dice: Dice): void {
  const [taken] = frames.splice(at, 1);
  frames.splice(dice.below(frames.length + 1), 0, taken!);
}

function drop(frames: Buffer[], at: number): void {
  frames.splice(at, 1);
}

/** Puts a number from the edge somewhere into the payload. */
function setEdge(frames: Buffer[], at: number, dice: Dice): void {
  const bytes = own(frames, at);
  const last = bytes.length - 4;
  if (last >= frameHeaderBytes) bytes.writeUInt32BE(dice.edge(), dice.between(frameHeaderBytes, last));
}

/** Another type, flags or stream. */
function setHeader(frames: Buffer[], at: number, dice: Dice): void {
  const bytes = own(frames, at);
  if (bytes.length < frameHeaderBytes) return;
  const what = dice.below(3);
  if (what === 0) bytes.writeUInt8(dice.below(11), 3);
  else if (what === 1) bytes.writeUInt8(dice.below(256), 4);
  else bytes.writeUInt32BE(dice.pick([0, 1, 2, 3, 5, 7, 99, dice.edge()]), 5);
}

function insertGarbage(frames: Buffer[], at: number, dice: Dice): void {
  frames.splice(at, 0, dice.bytes(dice.between(1, 40)));
}

/** Keeps the frame's header and makes its payload anew: garbage for HPACK and Huffman code. */
function scramble(frames: Buffer[], at: number, dice: Dice): void {
  const bytes = own(frames, at);
  if (bytes.length > frameHeaderBytes) dice.bytes(bytes.length - frameHeaderBytes).copy(bytes, frameHeaderBytes);
}

/** Part of another frame's payload in place of this one's. */
function splice(frames: Buffer[], at: number, dice: Dice): void {
  const bytes = own(frames, at);
  const other = dice.pick(frames);
  if (bytes.length > frameHeaderBytes) other.copy(bytes, dice.between(frameHeaderBytes, bytes.length - 1));
}

/** A copy of the frame that may be written to. */
function own(frames: Buffer[], at: number): Buffer {
  const copy = Buffer.from(frames[at]!);
  frames[at] = copy;
  return copy;
}
