/** Where to listen. Without a host the setting `HOST` decides. */
export interface ListenAddress {
  readonly host: string | undefined;
  readonly port: number;
}

/** Parses `host:port`, `:port` and `[v6]:port`. Throws an Error that quotes the address. */
export function parseAddress(text: string): ListenAddress {
  const refuse = (why: string) => new Error(`address ${text}: ${why}`);
  const match = /^(?:\[([^\][]*)\]|([^:\][]*)):([^:]*)$/.exec(text);
  if (!match) throw refuse(text.includes(":") ? "too many colons in address" : "missing port in address");
  const port = Number(match[3]);
  if (!/^\d+$/.test(match[3]!) || port > 65_535) throw refuse("invalid port");
  return { host: (match[1] ?? match[2]) || undefined, port };
}

/** Puts an address together again; IPv6 goes in brackets. */
export function formatAddress(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
