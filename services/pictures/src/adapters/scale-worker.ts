// The thread of ThreadScaler: one image at a time in, one out.
import { parentPort } from "node:worker_threads";
import { shrinkPng } from "./png/shrink-png.ts";

parentPort?.on("message", ({ png, width }: { png: Uint8Array; width: number }) => {
  parentPort?.postMessage(shrinkPng(png, width));
});
