import type { Module } from "@flotilla/chassis";
import { createHelloApi } from "./api.ts";
import type { HelloSettings } from "./config.ts";
import { Messages, parseMessages } from "./domain/messages.ts";

/** Puts hello together. */
export function createHello(settings: HelloSettings): Module {
  const messages = new Messages(parseMessages(settings.messages));
  return { name: "hello", services: [createHelloApi(messages)], parts: [] };
}
