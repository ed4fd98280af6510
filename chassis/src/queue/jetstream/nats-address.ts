/** Where NATS is, and as whom to come. */
export interface NatsAddress {
  /** `host:port`, one of which is enough. */
  readonly servers: readonly string[];
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly isSecure: boolean;
}

const defaultPort = "4222";

/** Reads `NATS_URL`: one URL, or several separated by commas, of which the first one's user counts. */
export function parseNatsAddress(text: string): NatsAddress {
  const urls = text.split(",").map((part) => toUrl(part.trim()));
  const { username, password } = urls[0]!;
  return {
    servers: urls.map(({ hostname, port }) => `${hostname}:${port || defaultPort}`),
    user: decodeURIComponent(username) || undefined,
    password: decodeURIComponent(password) || undefined,
    isSecure: urls.some(({ protocol }) => protocol === "tls:"),
  };
}

function toUrl(text: string): URL {
  return new URL(text.includes("://") ? text : `nats://${text}`);
}
