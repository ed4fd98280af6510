import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";

/** What a config file says, keys in lower case, and what `--verbose` tells about it. */
export interface ConfigFile {
  readonly values: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

/**
 * Reads the file named by `--config`, else `.users-cli.yml` or `.users-cli.yaml` of the home folder. YAML, JSON and TOML
 * are told apart by the ending. As in system 003 a file that is missing, unreadable or broken is no error; it is noted.
 */
export async function readConfigFile(path: string | undefined, homeDir: string): Promise<ConfigFile> {
  const candidates = path ? [path] : [join(homeDir, ".users-cli.yml"), join(homeDir, ".users-cli.yaml")];
  const notes: string[] = [];
  for (const candidate of candidates) {
    try {
      const values = await parseFile(candidate, await readFile(candidate, "utf8"));
      return { values, notes: [`using config file ${candidate}`] };
    } catch (cause) {
      notes.push(`config file ${candidate} is not used: ${(cause as Error).message}`);
    }
  }
  return { values: {}, notes };
}

async function parseFile(path: string, text: string): Promise<Readonly<Record<string, unknown>>> {
  const parsed = extname(path) === ".toml" ? await parseToml(text) : await parseYaml(text);
  if (parsed === null || typeof parsed !== "object" || Array.isArray(parsed)) throw new Error("it is not a map");
  return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key.toLowerCase(), value]));
}

async function parseToml(text: string): Promise<unknown> {
  const { parse } = await import("smol-toml");
  return parse(text);
}

/** YAML 1.2 holds JSON too. */
async function parseYaml(text: string): Promise<unknown> {
  const { parse } = await import("yaml");
  return parse(text);
}
