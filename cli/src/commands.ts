import type { Command } from "./command.ts";
import { completion } from "./commands/completion.ts";
import { create } from "./commands/create.ts";
import { get } from "./commands/get.ts";
import { help } from "./commands/help.ts";
import { list } from "./commands/list.ts";
import { search } from "./commands/search.ts";
import { version } from "./commands/version.ts";

/** Every command, by name. */
export const commands: readonly Command[] = [completion, create, get, help, list, search, version];
