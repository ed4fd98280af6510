import { connect, isIP, type Socket } from "node:net";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import { createIdentityCheck } from "./check-identity.ts";
import { describeTlsError } from "./describe-tls-error.ts";
import { WireError } from "./wire-error.ts";
import { readTls, type WireOptions, type WireTls } from "./wire-options.ts";

/** The name of a protocol in ALPN (RFC 7301). */
export type Alpn = "h2" | "http/1.1";

/** Idle time after which the system looks whether the other end is still there. */
const probeAfterMs = 60_000;

/**
 * Opens a socket to a peer, TLS included. Calls `done` once: without an error when bytes can be sent, or with why they
 * cannot. Under TLS the peer must agree on h2 by ALPN (RFC 9113 §3.2); HTTP/1.1 needs no agreement.
 */
export function openSocket(options: WireOptions, alpn: Alpn, done: (error?: WireError) => void): Socket {
  const { host, port, address = host } = options;
  const tls = readTls(options);
  const ends = { host: address, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: probeAfterMs };
  const socket = tls ? connectTls({ ...ends, ...toTlsOptions(host, tls), ALPNProtocols: [alpn] }) : connect(ends);
  const settle = (error?: WireError) => {
    socket.off(ready, onReady).off("error", onError).off("close", onClose);
    if (error) socket.on("error", ignore).destroy();
    done(error);
  };
  const ready = tls ? "secureConnect" : "connect";
  const onReady = () => settle(hasAgreed(socket, alpn) ? undefined : toError(new Error(disagreement)));
  const onError = (error: Error) => settle(toError(error));
  const onClose = () => settle(toError(new Error("the connection was closed while it was being opened")));
  return socket.on(ready, onReady).on("error", onError).on("close", onClose);
}

const disagreement = "the peer speaks TLS but does not agree on HTTP/2 (ALPN h2)";

/** Loaded when it is needed: many clients speak cleartext only, and a command line should start fast. */
function connectTls(options: ConnectionOptions): TLSSocket {
  return process.getBuiltinModule("node:tls").connect(options);
}

function toTlsOptions(host: string, { ca, cert, key, servername, identity, isInsecure = false }: WireTls) {
  // An address is no name (RFC 6066 §3).
  const name = servername ?? (isIP(host) ? undefined : host);
  const checkServerIdentity = identity === undefined ? undefined : createIdentityCheck(identity);
  const options = { ca, cert, key, servername: name, checkServerIdentity };
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), rejectUnauthorized: !isInsecure };
}

function hasAgreed(socket: Socket, alpn: Alpn): boolean {
  return alpn !== "h2" || !("alpnProtocol" in socket) || socket.alpnProtocol === "h2";
}

function toError(cause: Error): WireError {
  const message = describeTlsError(cause);
  const isAlpn = message.includes("no application protocol");
  return new WireError(isAlpn ? disagreement : message, { isUnprocessed: true, cause });
}

function ignore(): void {}
