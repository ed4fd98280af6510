import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Peer } from "../call.ts";
import { readUriNames } from "../uri-names.ts";

/** Who is at the other end of a connection, by address and, when it showed a verified certificate, by its names. */
export function toPeer(socket: Socket): Peer {
  const address = socket.remoteAddress ?? "";
  const shown = socket instanceof TLSSocket && socket.authorized ? socket.getPeerX509Certificate() : undefined;
  if (!shown) return { address };
  const name = shown.toLegacyObject().subject?.CN;
  return { address, certificate: Array.isArray(name) ? name[0] : name, identities: readUriNames(shown) };
}
