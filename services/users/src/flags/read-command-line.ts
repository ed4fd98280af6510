import { type Env, ExitError, tlsCheck } from "@flotilla/chassis";
import { flagsToEnv } from "./flags-to-env.ts";
import { asksForHelp, FlagError, parseGoFlags, toUsage } from "./go-flags.ts";
import { usersFlags } from "./users-flags.ts";

/**
 * The environment with users-server's command line laid over it. Throws an ExitError: with the usage and code 0 when
 * help is asked for, and with system 003's text and code 1 when a flag, or the TLS files it asks for, cannot be used.
 */
export function readCommandLine(args: readonly string[], env: Env): Env {
  if (asksForHelp(args)) throw new ExitError(toUsage("users-server", usersFlags).trimEnd(), 0);
  try {
    const flags = parseGoFlags(usersFlags, args);
    const result = flagsToEnv(flags, env);
    if (flags.tls === "true") checkFiles(result);
    return result;
  } catch (cause) {
    throw cause instanceof FlagError ? new ExitError(cause.message, 1, { cause }) : cause;
  }
}

function checkFiles(env: Env): void {
  const files = { tlsCertFile: env["TLS_CERT_FILE"], tlsKeyFile: env["TLS_KEY_FILE"], tlsClientCaFile: undefined };
  const problem = tlsCheck.find(files);
  if (problem !== undefined) throw new FlagError(`running: failed to generate TLS server credentials: ${problem}`);
}
