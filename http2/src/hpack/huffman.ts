// The Huffman code of RFC 7541 Appendix B is canonical: the code lengths say it all. Lengths are written here as one
// base-36 digit for each byte value; the end-of-string code is thirty ones.

import { ConnectionError, errorCodes } from "../error-code.ts";

const lengths =
  "dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6cad67777777777777777777777878djde6f56565666577666567655677777fbeds" +
  "kmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmnlmnnkmmmnmmnqqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrq";

const codeLengths = Uint8Array.from(lengths, (digit) => Number.parseInt(digit, 36));
const codes = assignCodes();

/** A step of the decoder: next state in bits 0–7, symbol in bits 8–15, and the two flags below. */
const emits = 1 << 16;
const fails = 1 << 17;
/** Built when it is first needed: that takes milliseconds, and a command line that calls nobody should not pay them. */
let decoder: Decoder | undefined;

interface Decoder {
  readonly steps: Uint32Array;
  readonly isFinal: Uint8Array;
}

function assignCodes(): Uint32Array {
  const assigned = new Uint32Array(256);
  const order = Array.from(codeLengths.keys()).sort((a, b) => codeLengths[a]! - codeLengths[b]! || a - b);
  let code = 0;
  let length = 0;
  for (const symbol of order) {
    code <<= codeLengths[symbol]! - length;
    length = codeLengths[symbol]!;
    assigned[symbol] = code++;
  }
  return assigned;
}

/** A decoder that takes four bits a step: states are the inner nodes of the code tree, 0 is the root. */
function buildDecoder(): Decoder {
  const tree: number[][] = [[]];
  for (let symbol = 0; symbol < 256; symbol++) addToTree(tree, symbol);
  const built = new Uint32Array(tree.length * 16);
  for (let state = 0; state < tree.length; state++) {
    for (let nibble = 0; nibble < 16; nibble++) built[state * 16 + nibble] = toStep(tree, state, nibble);
  }
  return { steps: built, isFinal: findFinalStates(tree) };
}

/** Children are states, or `~symbol` for leaves. */
function addToTree(tree: number[][], symbol: number): void {
  let state = 0;
  for (let bit = codeLengths[symbol]! - 1; bit > 0; bit--) {
    const side = (codes[symbol]! >>> bit) & 1;
    let next = tree[state]![side];
    if (next === undefined) {
      next = tree.push([]) - 1;
      tree[state]![side] = next;
    }
    state = next;
  }
  tree[state]![codes[symbol]! & 1] = ~symbol;
}

function toStep(tree: number[][], from: number, nibble: number): number {
  let state = from;
  let emitted = 0;
  for (let bit = 3; bit >= 0; bit--) {
    const next = tree[state]![(nibble >>> bit) & 1];
    if (next === undefined) return fails;
    if (next < 0) emitted = emits | (~next << 8);
    state = Math.max(next, 0);
  }
  return emitted | state;
}

/** What is left over at the end must be fewer than eight ones, the start of the end-of-string code (RFC 7541 §5.2). */
function findFinalStates(tree: number[][]): Uint8Array {
  const final = new Uint8Array(tree.length);
  for (let state: number | undefined = 0, ones = 0; ones < 8 && state !== undefined; ones++) {
    final[state] = 1;
    state = tree[state]![1];
  }
  return final;
}

let scratch = Buffer.allocUnsafeSlow(4096);

/** Decodes `bytes[start, end)` to a string of Latin-1 characters. Throws COMPRESSION_ERROR. */
export function decodeHuffman(bytes: Uint8Array, start: number, end: number): string {
  decoder ??= buildDecoder();
  const { steps, isFinal } = decoder;
  const most = Math.ceil(((end - start) * 8) / 5);
  if (scratch.length < most) scratch = Buffer.allocUnsafeSlow(most);
  const out = scratch;
  let length = 0;
  let step = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    step = steps[((step & 0xff) << 4) | (byte >>> 4)]!;
    if (step & emits) out[length++] = (step >>> 8) & 0xff;
    if (step & fails) break;
    step = steps[((step & 0xff) << 4) | (byte & 15)]!;
    if (step & emits) out[length++] = (step >>> 8) & 0xff;
    if (step & fails) break;
  }
  if (step & fails || !isFinal[step & 0xff]) {
    throw new ConnectionError(errorCodes.compressionError, "broken Huffman code");
  }
  return out.toString("latin1", 0, length);
}

/** Bytes that `text` takes in Huffman code. */
export function huffmanLength(text: string): number {
  let bits = 0;
  for (let at = 0; at < text.length; at++) bits += codeLengths[text.charCodeAt(at) & 0xff]!;
  return (bits + 7) >>> 3;
}

/** Writes `text`, of Latin-1 characters, in Huffman code; answers the offset behind it. */
export function encodeHuffman(text: string, out: Uint8Array, start: number): number {
  let at = start;
  let held = 0;
  let bits = 0;
  for (let index = 0; index < text.length; index++) {
    const symbol = text.charCodeAt(index) & 0xff;
    let left = codeLengths[symbol]!;
    while (left > 0) {
      const take = Math.min(left, 8 - bits);
      held = (held << take) | ((codes[symbol]! >>> (left - take)) & ((1 << take) - 1));
      left -= take;
      bits += take;
      if (bits < 8) continue;
      out[at++] = held;
      held = 0;
      bits = 0;
    }
  }
  if (bits > 0) out[at++] = (held << (8 - bits)) | (0xff >>> bits);
  return at;
}
