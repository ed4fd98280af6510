import type { TLSSocket } from "node:tls";
import { errorCodes } from "@flotilla/http2";
import { Fault } from "../fault.ts";
import type { HandshakeFailure } from "./handshake-failure.ts";
import { refuseHttp1 } from "./http1-refusal.ts";

/** Time that a refused peer has to take the answer. */
const lingerMs = 1000;

/**
 * Tells a peer whose certificate will not do what is wrong with it, and closes the connection: TLS 1.3 has no words for it
 * once the handshake is over. HTTP/2 gets GOAWAY with INADEQUATE_SECURITY, HTTP/1.1 a problem with status 400. Nothing
 * that the peer sends is looked at.
 */
export function refuseTls(socket: TLSSocket, { message }: HandshakeFailure): void {
  socket.on("error", () => undefined);
  if (socket.alpnProtocol === "h2") {
    socket.end(Buffer.concat([noStreams, toGoaway(message)]));
    socket.resume();
  } else {
    // An answer to nothing would be taken for a broken connection.
    socket.once("data", () => refuseHttp1(socket, toFault(message)));
  }
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

/** SETTINGS (RFC 9113 §6.5), with which a server must begin: MAX_CONCURRENT_STREAMS is 0, so that no request comes. */
const noStreams = Buffer.from([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0]);

/** GOAWAY (RFC 9113 §6.8): no stream was served. */
function toGoaway(message: string): Buffer {
  const debug = Buffer.from(message);
  const frame = Buffer.alloc(17);
  frame.writeUIntBE(8 + debug.length, 0, 3);
  frame[3] = 7;
  frame.writeUInt32BE(errorCodes.inadequateSecurity, 13);
  return Buffer.concat([frame, debug]);
}

function toFault(message: string): Fault {
  const sentence = `${message[0]!.toUpperCase()}${message.slice(1)}. Show a certificate of the CA that this server trusts.`;
  return new Fault({ code: "failed_precondition", reason: "CERTIFICATE_REFUSED", message: sentence });
}
