import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Peer } from "../call.ts";

/** Who is at the other end of a connection, by address and, when it showed a verified certificate, by its name. */
export function toPeer(socket: Socket): Peer {
  const address = socket.remoteAddress ?? "";
  if (!(socket instanceof TLSSocket) || !socket.authorized) return { address };
  const name = socket.getPeerCertificate().subject?.CN;
  return { address, certificate: Array.isArray(name) ? name[0] : name };
}
