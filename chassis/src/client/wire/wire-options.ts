/** How a wire trusts its peer, and shows itself. */
export interface WireTls {
  /** Roots in PEM, in place of the system's. */
  readonly ca?: string | Uint8Array | undefined;
  /** Name the certificate must have. Default: the host of the URL. */
  readonly servername?: string | undefined;
  /** Accepts any certificate. */
  readonly isInsecure?: boolean | undefined;
  /** Our own certificate and key in PEM, for a peer that asks for one. */
  readonly cert?: string | Uint8Array | undefined;
  readonly key?: string | Uint8Array | undefined;
}

/** Keep-alive of HTTP/2 connections by PING, as gRPC has it (gRPC proposal A8). */
export interface KeepAlive {
  /** A connection with open streams on which nothing came for so long is asked for a sign of life. Default 30,000. */
  readonly timeMs: number;
  /** Without an answer within this time the peer is taken for dead. Default 10,000. */
  readonly timeoutMs: number;
}

/** Where a wire leads. */
export interface WireOptions {
  readonly host: string;
  readonly port: number;
  /** Absent: cleartext (HTTP/2 by prior knowledge). */
  readonly tls?: WireTls | undefined;
  /** Time to open a connection, TLS and SETTINGS included. Default 10,000. */
  readonly connectTimeoutMs?: number | undefined;
  readonly keepAlive?: KeepAlive | undefined;
}
