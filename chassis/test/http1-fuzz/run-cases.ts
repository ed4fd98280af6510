import { createRandom, type Random } from "../random.ts";
import { createConversation } from "./conversation.ts";
import { createOracle, createOurs, type Playable, play, type Seen } from "./play.ts";
import { spoil } from "./spoil.ts";

/** Which cases are run. */
export interface CaseRange {
  readonly seed: number;
  readonly first: number;
  readonly count: number;
}

/** The first case that failed, and why; undefined when none did. */
export async function runCases({ seed, first, count }: CaseRange): Promise<string | undefined> {
  using ours = createOurs();
  using oracle = createOracle();
  for (let number = first; number < first + count; number++) {
    const random = createRandom(seed * 1_000_003 + number);
    const problem = await runCase(random, ours, oracle);
    if (problem !== undefined) return `case ${number} of seed ${seed}: ${problem}`;
  }
  return undefined;
}

async function runCase(random: Random, ours: Playable, oracle: Playable): Promise<string | undefined> {
  const valid = createConversation(random);
  const isSpoiled = random.below(5) > 0;
  const bytes = isSpoiled ? spoil(valid, random) : valid;
  const whole = await play(ours, [bytes]);
  const split = await play(ours, toPieces(bytes, random));
  const told = await play(oracle, [bytes]);
  const problem =
    findDifference(whole.seen, split.seen, "where the bytes are split") ??
    (isSpoiled ? findExcess(whole.seen, told.seen) : findDifference(whole.seen, told.seen, "valid, from node's")) ??
    findBadAnswers(whole.received);
  return problem === undefined ? undefined : `${problem}\n${JSON.stringify(bytes.toString("latin1"))}`;
}

function toPieces(bytes: Buffer, random: Random): Buffer[] {
  const most = random.pick([1, 3, 20, 200]);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random.below(bytes.length > 600 ? most + 100 : most);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

function findDifference(some: readonly Seen[], others: readonly Seen[], where: string): string | undefined {
  const [one, other] = [JSON.stringify(some), JSON.stringify(others)];
  return one === other ? undefined : `seen otherwise ${where}: ${one} and ${other}`;
}

/** What node refuses we do not take, and what we take is what node takes; we may take less. */
function findExcess(ours: readonly Seen[], nodes: readonly Seen[]): string | undefined {
  for (const [index, own] of ours.entries()) {
    const other = nodes[index];
    // Any token is a method to us (RFC 9110 §9.1); node knows a list. From there on the two see nothing alike.
    if (!other && !knownMethods.has(own.verb)) return undefined;
    if (!other) return `taken, but refused by node: ${JSON.stringify(own)}`;
    if (own.body !== undefined && own.body !== other.body) return `bodies ${own.body} and ${other.body}`;
    if (toComparable(own, other) !== toComparable(other, other)) {
      return `seen as ${JSON.stringify(own)} and ${JSON.stringify(other)}`;
    }
  }
  return undefined;
}

const knownMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** The absolute form's host is no part of a target to us, and counts in the field's place. */
function toComparable({ verb, target, headers }: Seen, nodes: Seen): string {
  if (!/^https?:/i.test(nodes.target)) return JSON.stringify({ verb, target, headers });
  return JSON.stringify({ verb, headers: headers.filter(([name]) => name !== "host") });
}

/** Every answer begins where the one before ended. */
function findBadAnswers(received: string): string | undefined {
  let rest = received;
  while (rest !== "") {
    const head = /^HTTP\/1\.1 \d{3} [^\r\n]+\r\n(?:[a-z-]+: [^\r\n]*\r\n)*\r\n/.exec(rest)?.[0];
    if (head === undefined) return `an answer without a head: ${rest.slice(0, 100)}`;
    const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0);
    const body = rest.slice(head.length, head.length + length);
    // A HEAD has a length and no body.
    rest = rest.slice(head.length + (body.startsWith("HTTP") || body === "" ? 0 : length));
  }
  return undefined;
}
