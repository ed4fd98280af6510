import { isIPv6 } from "node:net";
import { type Env, VariableError } from "./env.ts";
import type { Field } from "./field.ts";

/** The variables that say in pieces what a URL says at once. */
export interface HostVariables {
  /** Scheme of the URL that they make. */
  readonly scheme: string;
  /** Holds the host. It may be the field's own variable: what has a scheme in it is a URL, anything else a host. */
  readonly host: string;
  readonly port: string;
  /** Port when that variable is unset. Default: the URL has none, so the driver takes its usual one. */
  readonly defaultPort?: number;
  readonly user?: string;
  readonly password?: string;
  /** Holds the first segment of the path. */
  readonly database?: string;
  /** What the URL ends with, such as `?sslmode=disable`. */
  readonly query?: string;
}

/**
 * Lets a URL be given by a host and other variables as well, as system 002 did it. A URL wins, and the other variables are
 * not looked at then: Kubernetes sets some such as `NATS_PORT=tcp://…` for its own ends.
 */
export function orHost<T>(field: Field<T>, variables: HostVariables): Field<T> {
  const { host, port, user, password, database } = variables;
  const where = host === field.env ? "a host" : `a host in \`${host}\``;
  const others = [port, user, password, database].filter((name) => name !== undefined);
  const help = `${field.help} Or ${where}, with ${others.map((name) => `\`${name}\``).join(", ")}.`;
  return { ...field, help, find: (env) => findUrl(field.env, variables, env) };
}

function findUrl(url: string, variables: HostVariables, env: Env): string | undefined {
  const host = env[variables.host];
  if (url !== variables.host && env[url]) return env[url];
  if (!host || (url === variables.host && host.includes("://"))) return host;
  return toUrl(variables, env);
}

function toUrl(variables: HostVariables, env: Env): string {
  const { scheme, database, query = "" } = variables;
  const name = database ? env[database] : undefined;
  const path = name ? `/${encodeURIComponent(name)}` : query && "/";
  return `${scheme}://${toUser(variables, env)}${toAuthority(variables, env)}${path}${query}`;
}

function toUser({ user = "", password = "" }: HostVariables, env: Env): string {
  const [name, secret] = [env[user], env[password]];
  if (!name && secret) throw new VariableError(user, `must be set, since ${password} is`);
  if (!name) return "";
  return `${[name, secret]
    .filter(Boolean)
    .map((part) => encodeURIComponent(part!))
    .join(":")}@`;
}

function toAuthority(variables: HostVariables, env: Env): string {
  const host = env[variables.host]!;
  const port = toPort(variables, env);
  const authority = `${isIPv6(host) ? `[${host}]` : host}${port === undefined ? "" : `:${port}`}`;
  if (/[/?#@\\]/.test(host) || !URL.canParse(`http://${authority}`))
    throw new VariableError(variables.host, "must be the name or the address of a host");
  return authority;
}

function toPort({ port, defaultPort }: HostVariables, env: Env): number | undefined {
  const text = env[port];
  if (!text) return defaultPort;
  const number = Number(text);
  const isGood = /^\d+$/.test(text) && number >= 1 && number <= 65_535;
  if (!isGood) throw new VariableError(port, "must be a whole number from 1 to 65535");
  return number;
}
