import type { Env } from "@flotilla/chassis";
import { flagsToEnv } from "./flags-to-env.ts";
import { asksForHelp, FlagError, parseGoFlags, toUsage } from "./go-flags.ts";
import { usersFlags } from "./users-flags.ts";

/** What the command line asks for: a server with these settings, or a text and an end. */
export type CommandLine =
  | { readonly env: Env }
  | { readonly env?: never; readonly text: string; readonly exitCode: 0 | 1 };

/** Reads users-server's command line over the environment. Help exits 0, a wrong flag 1. */
export function readCommandLine(args: readonly string[], env: Env): CommandLine {
  if (asksForHelp(args)) return { text: toUsage("users-server", usersFlags), exitCode: 0 };
  try {
    return { env: flagsToEnv(parseGoFlags(usersFlags, args), env) };
  } catch (cause) {
    if (cause instanceof FlagError) return { text: `${cause.message}\n`, exitCode: 1 };
    throw cause;
  }
}
