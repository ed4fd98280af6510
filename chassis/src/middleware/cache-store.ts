import type { Message } from "@bufbuild/protobuf";
import type { Awaitable } from "../handler.ts";

/** An answer as it was given, with what the handler said beside the message. Nobody changes it any more. */
export interface CachedAnswer {
  readonly message: Message;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly httpStatus: number | undefined;
  readonly reason: string | undefined;
}

/** Keeps answers for a while. `group` is the path of an rpc, `key` tells its requests apart. */
export interface CacheStore {
  get(group: string, key: string): Awaitable<CachedAnswer | undefined>;
  set(group: string, key: string, answer: CachedAnswer, ttlMs: number): Awaitable<void>;
  /** Forgets every answer of the group. */
  clear(group: string): Awaitable<void>;
}
