import { type Field, toField } from "./field.ts";

/** What the URL of a store looks like. */
export interface StoreUrlOptions {
  readonly help: string;
  /** Completes "must be …". */
  readonly form: string;
  /** Tells the URLs of this store, and of no other, from what its driver would stumble over later. */
  isGood(text: string): boolean;
}

/** Where a store is: a secret, since it may hold a password. Default: none, which means an embedded store. */
export function storeUrl(env: string, { help, form, isGood }: StoreUrlOptions): Field<string | undefined> {
  const options = { fallback: undefined, isSecret: true, shownDefault: "–", help };
  return toField<string | undefined>(env, options, (text) => {
    if (!isGood(text)) throw new Error(`must be ${form}`);
    return text;
  });
}

/** `nats://` or `tls://`, several with commas between. */
export function isNatsUrl(text: string): boolean {
  return text.split(",").every((one) => parseUrl(one.trim(), ["nats", "tls"])?.hostname);
}

/** `redis://` or `rediss://`, with the number of a database or without. */
export function isRedisUrl(text: string): boolean {
  const url = parseUrl(text, ["redis", "rediss"]);
  return url !== undefined && url.hostname !== "" && /^(\/\d*)?$/.test(url.pathname);
}

/** `postgres://` or `postgresql://`; the host may be a folder with a socket, in the query as libpq has it. */
export function isPostgresUrl(text: string): boolean {
  const url = parseUrl(text, ["postgres", "postgresql"]);
  return url !== undefined && (url.hostname !== "" || url.searchParams.has("host"));
}

/** `mongodb://`, which may name several hosts, so that `URL` cannot read it, or `mongodb+srv://`. */
export function isMongoUrl(text: string): boolean {
  const [, user = "", hosts] = /^mongodb(?:\+srv)?:\/\/(?:([^@/?#]*)@)?([^@/?#]+)(?:\/[^/#]*)?$/.exec(text) ?? [];
  return isEncoded(user) && (hosts?.split(",").every((host) => URL.canParse(`http://${host}`)) ?? false);
}

function parseUrl(text: string, schemes: readonly string[]): URL | undefined {
  const url = URL.parse(text);
  const isGood = url && schemes.includes(url.protocol.slice(0, -1)) && isEncoded(`${url.username}:${url.password}`);
  return isGood ? url : undefined;
}

/** A percent sign in a password is easily forgotten to be written `%25`. */
function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
