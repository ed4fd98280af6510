import { Fault } from "../../fault.ts";
import type { WireError } from "./wire-error.ts";
import type { WireOptions } from "./wire-options.ts";

/** The Fault of a peer that cannot be reached, or was lost: `unavailable`, with the {@link WireError} as its cause. */
export function toUnreachable(options: WireOptions, cause: WireError): Fault {
  const what = cause.isUnprocessed ? "Cannot reach" : "No answer from";
  const at = options.address === undefined ? "" : ` (${options.address})`;
  const message = `${what} ${toHostPort(options)}${at}: ${cause.message}`;
  return new Fault({ code: "unavailable", reason: "PEER_UNREACHABLE", message, cause });
}

/** The Fault of an exchange that its own side gave up. */
export function toCancelled(): Fault {
  return new Fault({ code: "cancelled", reason: "CANCELLED", message: "The request was cancelled." });
}

/** `host:port` as a URL writes it. */
function toHostPort({ host, port }: WireOptions): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Host and port as a request names them: without the scheme's own port (RFC 9110 §4.2.3). */
export function toAuthority(options: WireOptions): string {
  const hostPort = toHostPort(options);
  const isOwnPort = options.port === (options.tls ? 443 : 80);
  return isOwnPort ? hostPort.slice(0, hostPort.lastIndexOf(":")) : hostPort;
}
