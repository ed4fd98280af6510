import { randomUUID } from "node:crypto";
import type { Module } from "@flotilla/chassis";
import { createTestService } from "./test-service.ts";

/** The interop server as a module; each has an id of its own. */
export function createInterop(): Module {
  return { name: "interop", services: [createTestService(randomUUID())], parts: [] };
}
