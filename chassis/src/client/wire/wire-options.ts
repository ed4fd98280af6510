import type { Clock } from "../../clock.ts";

/** How a wire trusts its peer, and shows itself. */
export interface WireTls {
  /** Roots in PEM, in place of the system's. */
  readonly ca?: string | Uint8Array | undefined;
  /** Name the certificate must have. Default: the host of the URL. */
  readonly servername?: string | undefined;
  /**
   * SPIFFE ID the certificate must have as its one URI name (X.509-SVID §2); its host names do not count then. Its chain
   * and its validity always do.
   */
  readonly identity?: string | undefined;
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
  /** Where the socket goes when not to `host`: an address that the name was resolved to. */
  readonly address?: string | undefined;
  /**
   * Absent: cleartext (HTTP/2 by prior knowledge). A function is asked before each request: once it returns another
   * object, requests take new connections, and the old ones close when they are done with what they carry.
   */
  readonly tls?: WireTls | (() => WireTls) | undefined;
  /** Time to open a connection, TLS and SETTINGS included. Default 10,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** HTTP/2 only: most connections at once; requests beyond what they carry wait in line. Default 1. */
  readonly maxConnections?: number | undefined;
  /** Longest pause between two attempts to reach a peer that is away, before jitter. Default 120,000. */
  readonly maxReconnectMs?: number | undefined;
  /** Hears that the wire's `state` may have changed. */
  readonly onState?: (() => void) | undefined;
  /** HTTP/2 only; an HTTP/1.1 peer that freezes is found by deadlines. */
  readonly keepAlive?: KeepAlive | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
  /** Numbers from 0 to 1, for the jitter of reconnecting. Default: Math.random. */
  readonly random?: (() => number) | undefined;
}

/** Time to open a connection when nobody says otherwise. */
export const defaultConnectTimeoutMs = 10_000;

/** Time that streams on a connection have to end once its certificates were replaced. */
export const retirementMs = 300_000;

/** The TLS of a connection that is opened now. */
export function readTls({ tls }: Pick<WireOptions, "tls">): WireTls | undefined {
  return typeof tls === "function" ? tls() : tls;
}
