import type { Clock } from "../../clock.ts";

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

/** Keep-alive of HTTP/2 connections by PING (gRPC proposals A8 and A9). */
export interface KeepAlive {
  /** A connection with open streams on which nothing came for so long is asked for a sign of life. Default 30,000. */
  readonly timeMs: number;
  /** Without an answer within this time the peer is taken for dead. Default 10,000. */
  readonly timeoutMs: number;
  /**
   * The least time between two PINGs. Default: `timeMs`; without any settings 300,000, since gRPC servers send away who
   * asks more often.
   */
  readonly intervalMs?: number | undefined;
}

/** Where a wire leads. */
export interface WireOptions {
  /** Name or address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** Absent: cleartext (HTTP/2 by prior knowledge). */
  readonly tls?: WireTls | undefined;
  /** Time to open a connection, TLS and SETTINGS included. Default 10,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** HTTP/2 only; an HTTP/1.1 peer that freezes is found by deadlines. */
  readonly keepAlive?: KeepAlive | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
  /** Numbers from 0 to 1, for the jitter of reconnecting. Default: Math.random. */
  readonly random?: (() => number) | undefined;
}

/** Time to open a connection when nobody says otherwise. */
export const defaultConnectTimeoutMs = 10_000;
