import { readFile } from "node:fs/promises";
import { type Logger, type Part, watchFile } from "@flotilla/chassis";
import { type Messages, parseMessages } from "../domain/messages.ts";

const maxBytes = 1024 * 1024;

/**
 * Keeps the messages equal to a file's, a mounted ConfigMap's say. A file that is missing, empty, too large or not UTF-8
 * leaves the last good messages in place and is logged.
 */
export class MessagesFile implements Part {
  readonly name = "messages-file";
  readonly #path: string;
  readonly #messages: Messages;
  readonly #log: Logger;
  #stopWatching: () => void = () => undefined;

  constructor(path: string, messages: Messages, log: Logger) {
    this.#path = path;
    this.#messages = messages;
    this.#log = log;
  }

  async start(): Promise<void> {
    this.#stopWatching = watchFile(this.#path, () => void this.reload());
    await this.reload();
  }

  async stop(): Promise<void> {
    this.#stopWatching();
  }

  /** Reads the file again. */
  async reload(): Promise<void> {
    try {
      const texts = parseFile(await readFile(this.#path));
      this.#messages.replace(texts);
      this.#log.info({ file: this.#path, messages: texts.length }, "messages loaded");
    } catch (err) {
      this.#log.error({ err, file: this.#path }, "messages file is not usable, keeping the last good messages");
    }
  }
}

function parseFile(bytes: Buffer): readonly string[] {
  if (bytes.length > maxBytes) throw new Error(`the file is larger than ${maxBytes} bytes`);
  const texts = parseMessages(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  if (texts.length === 0) throw new Error("the file holds no message");
  return texts;
}
