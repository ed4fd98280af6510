import { FrameReader } from "../src/frame-reader.ts";
import { type FieldSink, HpackDecoder } from "../src/hpack/decoder.ts";
import { clientPreface, errorCodes } from "../src/index.ts";

interface Parsed {
  readonly type: number;
  readonly flags: number;
  readonly id: number;
  readonly payload: Buffer;
}

/** Windows and table that a peer granted at most, whatever else it said. */
interface Grants {
  tableSize: number;
  initialWindow: number;
  connection: number;
  /** The highest stream that it opened. */
  lastId: number;
  readonly streams: Map<number, number>;
}

/** Only whether a block can be decoded is asked here. */
const nobody: FieldSink = { add: () => undefined };

const highestCode = 0xd;
const [opened, ended, wasReset] = [4, 1, 2];

/** Cuts bytes into frames as far as they go; undefined when they do not end with a frame. */
function parse(bytes: Buffer): { frames: Parsed[]; isWhole: boolean } {
  const frames: Parsed[] = [];
  let read = 0;
  const reader = new FrameReader(2 ** 24, ({ type, flags, id, bytes: from, start, end }) => {
    read += end - start + 9;
    frames.push({ type, flags, id, payload: from.subarray(start, end) });
  });
  reader.push(bytes);
  return { frames, isWhole: read === bytes.length };
}

function readGrants(heard: Buffer): Grants {
  const grants: Grants = { tableSize: 4096, initialWindow: 65_535, connection: 65_535, lastId: 0, streams: new Map() };
  for (const { type, id, payload } of parse(heard).frames) {
    if (type === 4) readSettings(grants, payload);
    if (type === 1) grants.lastId = Math.max(grants.lastId, id);
    if (type !== 8 || payload.length < 4) continue;
    const increment = payload.readUInt32BE(0) & 0x7fffffff;
    if (id === 0) grants.connection += increment;
    else grants.streams.set(id, (grants.streams.get(id) ?? 0) + increment);
  }
  return grants;
}

function readSettings(grants: Grants, payload: Buffer): void {
  for (let at = 0; at + 6 <= payload.length; at += 6) {
    const [id, value] = [payload.readUInt16BE(at), payload.readUInt32BE(at + 2)];
    if (id === 1) grants.tableSize = Math.max(grants.tableSize, value);
    if (id === 4) grants.initialWindow = Math.max(grants.initialWindow, value);
  }
}

/**
 * Holds what a connection sent against RFC 9113, given what it heard; answers what is wrong with it. `role` is the
 * connection's.
 */
export function inspect(sent: Buffer, heard: Buffer, role: "server" | "client"): string | undefined {
  const [said, toSay] = role === "client" ? [sent.subarray(clientPreface.length), heard] : [sent, heard.subarray(24)];
  const { frames, isWhole } = parse(said);
  if (!isWhole) return "what was sent does not end with a frame";
  if (frames.length > 0 && frames[0]!.type !== 4) return "SETTINGS were not sent first";
  const inspection = new Inspection(readGrants(toSay));
  for (const frame of frames) {
    const problem = inspection.check(frame);
    if (problem) return `${problem} (type ${frame.type}, flags ${frame.flags}, stream ${frame.id})`;
  }
  return inspection.finish();
}

class Inspection {
  readonly #grants: Grants;
  readonly #decoder: HpackDecoder;
  readonly #states = new Map<number, number>();
  readonly #dataBytes = new Map<number, number>();
  #allData = 0;
  #block: { id: number; parts: Buffer[] } | undefined = undefined;
  #lastGoaway = 2 ** 31 - 1;

  constructor(grants: Grants) {
    this.#grants = grants;
    this.#decoder = new HpackDecoder(grants.tableSize);
  }

  check(frame: Parsed): string | undefined {
    const { type, id } = frame;
    if (this.#block && (type !== 9 || id !== this.#block.id)) return "a header block was interrupted";
    if (type === 0 || type === 1 || type === 3 || type === 8) {
      const problem = this.#checkState(frame);
      if (problem) return problem;
    }
    if (type === 0) return this.#checkData(frame);
    if (type === 1 || type === 9) return this.#checkHeaders(frame);
    if (type === 7) return this.#checkGoaway(frame);
    return undefined;
  }

  finish(): string | undefined {
    return this.#block ? "a header block was not finished" : undefined;
  }

  #checkState({ type, flags, id, payload }: Parsed): string | undefined {
    if (id === 0) return type === 8 ? undefined : "a stream's frame on stream 0";
    const state = this.#states.get(id) ?? 0;
    if (state & wasReset && type !== 3) return "a frame after RST_STREAM";
    if (state & ended && (type === 0 || type === 1)) return "a frame after END_STREAM";
    if (type === 3 && state === 0 && id > this.#grants.lastId) return "RST_STREAM of a stream that was never opened";
    if (type === 3) this.#states.set(id, state | wasReset);
    else if (type !== 8) this.#states.set(id, state | opened | (flags & 1 ? ended : 0));
    if (type === 3 && payload.readUInt32BE(0) > highestCode) return "RST_STREAM with a code of nobody's";
    if (type === 3 && payload.readUInt32BE(0) === errorCodes.internalError) return "RST_STREAM with INTERNAL_ERROR";
    return undefined;
  }

  #checkData({ id, payload }: Parsed): string | undefined {
    const sum = (this.#dataBytes.get(id) ?? 0) + payload.length;
    this.#dataBytes.set(id, sum);
    this.#allData += payload.length;
    if (this.#allData > this.#grants.connection) return "more DATA than the connection's window";
    if (sum > this.#grants.initialWindow + (this.#grants.streams.get(id) ?? 0))
      return "more DATA than the stream's window";
    return undefined;
  }

  #checkHeaders({ flags, id, payload, type }: Parsed): string | undefined {
    if (type === 9 && !this.#block) return "CONTINUATION of nothing";
    this.#block ??= { id, parts: [] };
    this.#block.parts.push(payload);
    if (!(flags & 4)) return undefined;
    const bytes = Buffer.concat(this.#block.parts);
    this.#block = undefined;
    try {
      this.#decoder.decode({ bytes, start: 0, end: bytes.length }, 1e6, nobody);
      return undefined;
    } catch (error) {
      return `a header block that cannot be decoded: ${error}`;
    }
  }

  #checkGoaway({ payload }: Parsed): string | undefined {
    const [lastId, code] = [payload.readUInt32BE(0), payload.readUInt32BE(4)];
    if (lastId > this.#lastGoaway) return "GOAWAY took streams back in";
    this.#lastGoaway = lastId;
    if (code > highestCode) return "GOAWAY with a code of nobody's";
    return code === errorCodes.internalError ? "GOAWAY with INTERNAL_ERROR" : undefined;
  }
}
