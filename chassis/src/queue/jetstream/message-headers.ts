import { headers as createHeaders, type MsgHdrs } from "@nats-io/nats-core";

/** How NATS calls the id by which a stream drops duplicates. */
const idHeader = "Nats-Msg-Id";
/** Headers of NATS itself; none of a message's own begins like this. */
const ownPrefix = "nats-";

/** A message's headers for the wire; undefined where there are none. */
export function toNatsHeaders(id: string, headers: Readonly<Record<string, string>>): MsgHdrs | undefined {
  const names = Object.keys(headers);
  if (!id && names.length === 0) return undefined;
  const made = createHeaders();
  if (id) made.append(idHeader, id);
  for (const name of names) if (!isOwn(name)) made.append(name, headers[name]!);
  return made;
}

/** The message's own headers, with names in lower case, apart from those of NATS. */
export function fromNatsHeaders(headers: MsgHdrs | undefined): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, values] of headers ?? []) if (!isOwn(name)) read[name.toLowerCase()] = values.join(", ");
  return read;
}

/** The id that the message was published with. */
export function readMessageId(headers: MsgHdrs | undefined): string | undefined {
  return headers?.get(idHeader) || undefined;
}

function isOwn(name: string): boolean {
  return name.length > ownPrefix.length && name.slice(0, ownPrefix.length).toLowerCase() === ownPrefix;
}
