// Secrets of compose: each a file, made once and kept. The files can be read by everyone, since containers run as users of
// their own; the folder can be opened by its owner alone.
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type StoreName, stores } from "@flotilla/fleet/manifest";
import { parse } from "yaml";

/** Where nobody listens: alerts go nowhere until the owner puts the address of a webhook of Slack there. */
const noWebhook = "http://127.0.0.1:9/";

/** Makes what is missing in `folder`; resolves with the names of the new files. `drawPassword` is for tests. */
export function makeSecrets(folder: string, drawPassword: () => string = randomPassword): readonly string[] {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  const made: string[] = [];
  const keep = (name: string, toText: () => string): string => {
    const path = join(folder, name);
    if (!existsSync(path)) {
      writeFileSync(path, toText(), { mode: 0o444 });
      chmodSync(path, 0o444);
      made.push(name);
    }
    return readFileSync(path, "utf8");
  };
  for (const { name, port } of stores) {
    const password = keep(`${name}_password`, drawPassword);
    keep(`${name}_url`, () => toUrl[name](password, port));
    for (const [file, toText] of Object.entries(configFiles[name] ?? {})) keep(file, () => toText(password));
  }
  const key = keep("api_key", drawPassword);
  keep("kong_credentials", () => toKongCredentials(key));
  keep("admin_password", drawPassword);
  keep("session_secret", drawPassword);
  keep("slack_url", () => noWebhook);
  return made;
}

/** Letters and digits only: it is a part of URLs and of configuration files. */
function randomPassword(): string {
  return randomBytes(24).toString("hex");
}

const toUrl: Readonly<Record<StoreName, (password: string, port: number) => string>> = {
  mongo: (password, port) => `mongodb://flotilla:${password}@mongo:${port}/flotilla?authSource=admin`,
  nats: (password, port) => `nats://flotilla:${password}@nats:${port}`,
  postgres: (password, port) => `postgres://flotilla:${password}@postgres:${port}/flotilla?sslmode=disable`,
  redis: (password, port) => `redis://default:${password}@redis:${port}/0`,
};

/** For stores that read passwords in their configuration only: parts of it. */
const configFiles: Partial<Record<StoreName, Readonly<Record<string, (password: string) => string>>>> = {
  nats: {
    nats_authorization: (password) => `authorization { user: flotilla, password: "${password}" }\n`,
  },
  redis: { redis_config: (password) => `requirepass ${password}\n` },
};

/** The end of Kong's one file: the key of the consumer that the file names. */
function toKongCredentials(key: string): string {
  const file = join(import.meta.dirname, "../gateway/kong/kong.yaml");
  const { consumers }: { consumers: readonly { username: string }[] } = parse(readFileSync(file, "utf8"));
  return `keyauth_credentials:\n${consumers.map(({ username }) => `  - consumer: ${username}\n    key: ${key}\n`).join("")}`;
}
