import type { CommandLine, Flag } from "./flags.ts";
import type { CliSettings } from "./settings.ts";
import type { Paint, Sink } from "./terminal.ts";
import type { UsersClient } from "./users-client.ts";

/** What a command runs with. */
export interface CommandContext {
  readonly line: CommandLine;
  readonly settings: CliSettings;
  readonly stdout: Sink;
  readonly paint: Paint;
  /** All commands there are, for help and completion. */
  readonly commands: readonly Command[];
  /** Connects with its first call. */
  readonly users: UsersClient;
}

/** One command of users-cli. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Words after the name in the usage line, such as `EMAIL`. */
  readonly operands: string;
  readonly flags: readonly Flag[];
  /** Throws a CliError, or the Fault of a failed call. */
  run(context: CommandContext): Promise<void>;
}
