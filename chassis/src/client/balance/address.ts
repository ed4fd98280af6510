import { isIP } from "node:net";

/** One place where a dependency can be called. */
export interface Address {
  /** As the setting gives it: TLS and `:authority` go by its host. */
  readonly url: string;
  /** What the host was resolved to; absent where it needs no resolving. */
  readonly ip?: string | undefined;
}

/** The host of a URL as sockets want it: IPv6 without brackets. */
export function toHost(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, "");
}

/** A URL that leads to one place and always will: an address, or this machine. */
export function isFixed(url: string): boolean {
  const host = toHost(url);
  return isIP(host) !== 0 || host === "localhost";
}

/** Tells addresses apart, and shows them to people. */
export function describeAddress({ url, ip }: Address): string {
  return ip === undefined ? url : `${url} (${ip})`;
}
