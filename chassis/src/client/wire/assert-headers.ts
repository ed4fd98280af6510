import { Fault } from "../../fault.ts";
import type { SentHeaders } from "./wire.ts";

/** Lower-case tokens (RFC 9110 §5.6.2, RFC 9113 §8.2.1). */
const sendableName = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
/** Visible Latin-1 with blanks inside (RFC 9110 §5.5): a line break would smuggle in headers of its own. */
const sendableValue = /^(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?$/;

/**
 * Fields that belong to a connection (RFC 9110 §7.6.1), and the one that says where a request ends: with a wrong length
 * its last bytes are taken for the next request of an HTTP/1.1 connection.
 */
const wireNames = new Set([
  "connection",
  "content-length",
  "http2-settings",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

/** Throws `invalid_argument` when a name or value cannot be sent. */
export function assertHeaders(headers: SentHeaders): void {
  for (const name in headers) {
    const value = headers[name]!;
    const isSendable =
      typeof value === "string" ? sendableValue.test(value) : value.every((one) => sendableValue.test(one));
    if (!isSendable || !sendableName.test(name) || wireNames.has(name)) throw toFault(name);
    if ((name === "te" && value !== "trailers") || (name === "host" && typeof value !== "string")) throw toFault(name);
  }
}

function toFault(name: string): Fault {
  const rule = "names are lower-case tokens and not those of a connection or of framing, values are Latin-1 text";
  const message = `The header ${JSON.stringify(name)} cannot be sent: ${rule}.`;
  return new Fault({ code: "invalid_argument", reason: "BAD_PARAMETER", message });
}
