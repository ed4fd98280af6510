import type { Module, Telemetry } from "@flotilla/chassis";
import { MessagesFile } from "./adapters/messages-file.ts";
import { TempDir } from "./adapters/temp-dir.ts";
import { createHelloApi } from "./api.ts";
import type { HelloSettings } from "./config.ts";
import { Messages } from "./domain/messages.ts";

/** Puts hello together. */
export function createHello(settings: HelloSettings, telemetry: Telemetry): Module {
  const messages = new Messages(settings.messages);
  const { messagesFile, tempDir } = settings;
  const file = messagesFile === undefined ? [] : [new MessagesFile(messagesFile, messages, telemetry.log)];
  return { name: "hello", services: [createHelloApi(messages)], parts: [...file, new TempDir(tempDir)] };
}
