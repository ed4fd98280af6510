import { InvalidArgumentError, type Msg, type MsgHdrs } from "@nats-io/nats-core";
import { MsgHdrsImpl, type MsgImpl } from "@nats-io/nats-core/internal";

// The block is as NATS ADR-4 has it: `NATS/1.0`, then a line for each header, then an empty one. The driver's own headers
// look at each letter of each name, and through all names for each: an eighth of what a message costs (measured).

/** How NATS calls the id by which a stream drops duplicates. */
const idHeader = "Nats-Msg-Id";
/** Headers of NATS itself; none of a message's own begins like this. */
const ownPrefix = "nats-";

/** Printable ASCII without the colon. */
const goodName = /^[!-9;-~]+$/;
const lineBreak = /[\r\n]/;

/** A block that is written already. */
class WrittenHeaders extends MsgHdrsImpl {
  readonly #block: string;

  constructor(block: string) {
    super();
    this.#block = block;
  }

  override encode(): Uint8Array {
    return Buffer.from(this.#block);
  }
}

/**
 * A message's headers for the wire; undefined where there are none. Throws an InvalidArgumentError for what no header may
 * hold.
 */
export function writeHeaders(id: string, headers: Readonly<Record<string, string>>): WrittenHeaders | undefined {
  let block = id ? toLine(idHeader, id) : "";
  for (const name in headers) if (!isOwn(name)) block += toLine(name, headers[name]!);
  return block === "" ? undefined : new WrittenHeaders(`NATS/1.0\r\n${block}\r\n`);
}

/** What a delivered message says of itself. */
export interface ReadHeaders {
  /** That it was published with. */
  readonly id: string | undefined;
  /** Its own, with names in lower case, apart from those of NATS. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The headers of a message as it was delivered. */
export function readHeaders(message: Msg): ReadHeaders {
  const { _msg, _rdata } = message as MsgImpl;
  return parseHeaders(_msg.hdr > 0 ? Buffer.from(_rdata.buffer, _rdata.byteOffset, _msg.hdr).toString() : "");
}

/** Reads a block; a name that comes several times has all its values, between commas. */
export function parseHeaders(block: string): ReadHeaders {
  const headers: Record<string, string> = {};
  let id: string | undefined;
  for (const line of block.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name === idHeader) id ||= value;
    else if (!isOwn(name)) add(headers, name.toLowerCase(), value);
  }
  return { id: id || undefined, headers };
}

/** The same of headers that the driver has read. */
export function fromNatsHeaders(headers: MsgHdrs | undefined): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, values] of headers ?? [])
    if (!isOwn(name)) for (const value of values) add(read, name.toLowerCase(), value);
  return read;
}

/** The id that the message was published with. */
export function readMessageId(headers: MsgHdrs | undefined): string | undefined {
  return headers?.get(idHeader) || undefined;
}

function toLine(name: string, value: string): string {
  if (!goodName.test(name)) throw new InvalidArgumentError(`a header cannot be called ${JSON.stringify(name)}`);
  if (lineBreak.test(value)) throw new InvalidArgumentError(`the value of header ${name} is of more than one line`);
  return `${name}: ${value.trim()}\r\n`;
}

function add(headers: Record<string, string>, name: string, value: string): void {
  headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value;
}

function isOwn(name: string): boolean {
  return name.length > ownPrefix.length && name.slice(0, ownPrefix.length).toLowerCase() === ownPrefix;
}
