import type { Env } from "@flotilla/chassis";
import { FlagError, type FlagValues } from "./go-flags.ts";
import { type ListenAddress, parseAddress } from "./parse-address.ts";
import type { UsersFlagName } from "./users-flags.ts";

type Flags = FlagValues<UsersFlagName>;

/**
 * The environment with the flags laid over it: flag > environment > default. Also honours `DEBUG`, any text of which
 * asks for trace lines where `LOG_LEVEL` says nothing, and writes text where no format is named, as system 003 does.
 * Throws a {@link FlagError} with system 003's texts.
 */
export function flagsToEnv(flags: Flags, env: Env): Env {
  return {
    LOG_FORMAT: "text",
    ...withoutBlanks(env),
    ...logging(flags, env),
    ...addresses(flags),
    ...tls(flags, env),
    ...(flags.samples && { SAMPLES: flags.samples }),
    ...(flags.reflection && { REFLECTION: flags.reflection }),
  };
}

function logging(flags: Flags, env: Env): Env {
  const { logfmt } = flags;
  if (logfmt !== undefined && logfmt !== "json" && logfmt !== "text") {
    throw new FlagError("valid values for --logfmt are 'json' or 'text'");
  }
  const isVerbose = flags.v === "true" || (env["DEBUG"] && !env["LOG_LEVEL"]);
  return { ...(logfmt && { LOG_FORMAT: logfmt }), ...(isVerbose && { LOG_LEVEL: "trace" }) };
}

function addresses(flags: Flags): Env {
  const address = readAddress(flags.address);
  const metrics = readAddress(flags["address-metrics"]) && flags["address-metrics"];
  return {
    ...(address && { PORT: String(address.port) }),
    ...(address?.host && { HOST: address.host }),
    ...(metrics && { METRICS_ADDRESS: metrics }),
  };
}

function readAddress(text: string | undefined): ListenAddress | undefined {
  if (text === undefined) return undefined;
  try {
    return parseAddress(text);
  } catch (cause) {
    throw new FlagError(`running: failed to listen: ${(cause as Error).message}`);
  }
}

function tls(flags: Flags, env: Env): Env {
  if (flags.tls === undefined) return {};
  if (flags.tls === "false") return { TLS_CERT_FILE: "", TLS_KEY_FILE: "" };
  const cert = flags["tls-cert-file"] || env["TLS_CERT_FILE"];
  const key = flags["tls-key-file"] || env["TLS_KEY_FILE"];
  if (!cert) throw new FlagError("running: since --tls was given, you must also give --tls-cert-file");
  if (!key) throw new FlagError("running: since --tls was given, you must also give --tls-key-file");
  return { TLS_CERT_FILE: cert, TLS_KEY_FILE: key };
}

function withoutBlanks(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
}
