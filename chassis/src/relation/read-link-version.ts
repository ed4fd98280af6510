import { isVersion, type Side, type Version, versionAt } from "./version.ts";

/** A message that changes links, as its headers are read. */
interface Headers {
  header(name: string): string | undefined;
}

/**
 * The version that the sender of a message gave the change, by its header `link-version`. Senders of before versions changed
 * it when the message was stored.
 */
export function readLinkVersion(message: Headers, sender: Side): Version {
  const said = message.header("link-version");
  return said !== undefined && isVersion(said)
    ? said
    : versionAt(sender, Number(message.header("queue-message-time") ?? 0));
}
