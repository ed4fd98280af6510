import { isDeepStrictEqual } from "node:util";
import { clientPreface, defaultMaxFrameSize, frameHeaderBytes } from "../src/frame.ts";
import type { Pair } from "./block-writer.ts";
import { Conversation } from "./conversation.ts";
import { Dice } from "./dice.ts";
import { mutate } from "./mutate.ts";
import { Play, useStream } from "./play.ts";

/** What came of one case. */
export interface Verdict {
  /** What the engine did wrong; undefined when it did nothing wrong. */
  readonly problem: string | undefined;
  /** Frames that were spoiled. */
  readonly spoiled: number;
}

/** Plays one case, the same for the same seed and number: a good conversation, a spoiled one, or one cut in two ways. */
export function playCase(seed: number, number: number): Verdict {
  const dice = new Dice(seed, number);
  const role = dice.chance(0.6) ? "server" : "client";
  const calls = dice.between(1, 4);
  const conversation = new Conversation(dice, role, calls);
  const kind = dice.below(10);
  if (kind === 0) return { problem: playGood(conversation, role, dice), spoiled: 0 };
  const spoiled = mutate(conversation.frames, dice);
  if (kind < 3) return { problem: playTwice(Buffer.concat(conversation.frames), role, dice), spoiled };
  const play = new Play(role, (stream) => useStream(stream, dice));
  if (role === "client") play.call(calls, dice.pick([0, 10, 100_000]));
  play.hear(dice.cut(Buffer.concat(conversation.frames)));
  play.finish();
  return { problem: play.problem, spoiled };
}

type Role = "server" | "client";

/** A conversation that keeps the RFC is understood to the letter, wherever it is cut. */
function playGood(conversation: Conversation, role: Role, dice: Dice): string | undefined {
  const play = new Play(role);
  if (role === "client") play.call(4, 10);
  play.hear(dice.cut(Buffer.concat(conversation.frames)));
  const { error } = play;
  const problem = conversation.hasGoaway ? undefined : compareLists(conversation, play);
  play.finish();
  if (error) return `a good conversation was broken off: ${error}`;
  return play.problem ?? problem;
}

function compareLists({ lists, resets }: Conversation, play: Play): string | undefined {
  for (const [id, list] of lists) {
    const headers = play.streams.find((stream) => stream.id === id)?.headers;
    if (!headers && resets.has(id)) continue;
    if (!headers) return `the list of stream ${id} is lost`;
    const fields = Object.fromEntries(Object.entries(headers.fields));
    if (!isDeepStrictEqual(fields, toFields(list))) return `another list on stream ${id}: ${JSON.stringify(fields)}`;
  }
  return undefined;
}

function toFields(list: readonly Pair[]): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of list) {
    if (!name.startsWith(":")) fields[name] = name in fields ? `${fields[name]}, ${value}` : value;
  }
  return fields;
}

/** What of these bytes are whole frames: of half a frame the start may be judged already, or not yet. */
function trim(bytes: Buffer, role: Role): Buffer {
  let at = role === "server" ? clientPreface.length : 0;
  while (at + frameHeaderBytes <= bytes.length) {
    const length = bytes.readUIntBE(at, 3);
    if (length > defaultMaxFrameSize) return bytes.subarray(0, at + frameHeaderBytes);
    if (at + frameHeaderBytes + length > bytes.length) break;
    at += frameHeaderBytes + length;
  }
  return bytes.subarray(0, at);
}

/** The same frames in one piece and in many come to the same end. */
function playTwice(spoiled: Buffer, role: Role, dice: Dice): string | undefined {
  const bytes = trim(spoiled, role);
  const [whole, cut] = [new Play(role), new Play(role)];
  for (const play of [whole, cut]) if (role === "client") play.call(4, 10);
  whole.hear([bytes]);
  cut.hear(dice.cut(bytes));
  const ends = [whole, cut].map(({ error, connection }) => [error?.code, error?.message, connection.streamCount]);
  for (const play of [whole, cut]) play.finish();
  if (!isDeepStrictEqual(ends[0], ends[1])) return `cut otherwise it ends otherwise: ${ends[0]} and ${ends[1]}`;
  return whole.problem ?? cut.problem;
}
