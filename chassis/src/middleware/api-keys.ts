import { hash, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Clock, systemClock } from "../clock.ts";
import { readFileIdentity } from "../file-identity.ts";
import type { Logger } from "../telemetry/logger.ts";
import { type ApiKey, parseApiKeys } from "./parse-api-keys.ts";

/** The file is looked at this often, and only while calls come: nothing has to be watched or stopped. */
const lookEveryMs = 1000;

/**
 * The keys of `API_KEYS_FILE`. A change of the file, or of a link on the way to it (Kubernetes swaps those), holds for
 * calls a second later. A file that breaks or vanishes is logged once, and the keys read last stay good.
 */
export class ApiKeys {
  readonly #path: string;
  readonly #log: Logger;
  readonly #clock: Clock;
  #byPrefix: ReadonlyMap<string, readonly ApiKey[]>;
  /** What the file looked like when it was last read, well or badly. */
  #identity: string;
  #lookedMs: number;

  /** Throws when the file cannot be read; the settings have been checked for that. */
  constructor(path: string, log: Logger, clock: Clock = systemClock) {
    this.#path = path;
    this.#log = log;
    this.#clock = clock;
    this.#lookedMs = clock.now();
    this.#identity = readFileIdentity(path);
    this.#byPrefix = readKeys(path);
  }

  /** The key that `secret` is, if it is one. */
  find(secret: string): ApiKey | undefined {
    this.#refresh();
    const digest = hash("sha256", secret, "buffer");
    // The prefix is of a digest, so that the time of looking it up tells nothing about keys; the rest is compared in
    // constant time.
    const candidates = this.#byPrefix.get(toPrefix(digest)) ?? [];
    return candidates.find((key) => timingSafeEqual(key.digest, digest));
  }

  #refresh(): void {
    const now = this.#clock.now();
    if (now - this.#lookedMs < lookEveryMs) return;
    this.#lookedMs = now;
    const identity = readFileIdentity(this.#path);
    if (identity === this.#identity) return;
    this.#identity = identity;
    try {
      this.#byPrefix = readKeys(this.#path);
      this.#log.info({ file: this.#path }, "api keys reloaded");
    } catch (err) {
      this.#log.error({ file: this.#path, err }, "api keys cannot be read, the old ones stay good");
    }
  }
}

function readKeys(path: string): ReadonlyMap<string, readonly ApiKey[]> {
  return Map.groupBy(parseApiKeys(readFileSync(path, "utf8")), (key) => toPrefix(key.digest));
}

function toPrefix(digest: Buffer): string {
  return digest.toString("hex", 0, 8);
}
