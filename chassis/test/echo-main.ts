import { setTimeout as delay } from "node:timers/promises";
import { ExitError, flag, type Module, main } from "@flotilla/chassis";
import { createEcho } from "@flotilla/testkit";

/** A process for the tests of `main`: EchoService with a part that behaves as badly as its arguments say. */
const fields = { isLoud: flag("LOUD", { fallback: false, help: "Greets." }) };
const misdeeds: Record<string, () => Partial<Module["parts"][number]>> = {
  none: () => ({}),
  "fails-to-start": () => ({ start: () => Promise.reject(new Error("no disk")) }),
  "starts-slowly": () => ({
    start: async () => {
      process.stdout.write("starting\n");
      await delay(300);
    },
  }),
  "fails-to-load": () => ({ run: () => Promise.reject(new ExitError("line 3 is broken", 65)) }),
  "stops-slowly": () => ({ stop: () => delay(60_000) }),
  "throws-later": () => ({ run: async () => void setImmediate(() => failOutside()) }),
  "rejects-later": () => ({ run: async () => void Promise.resolve().then(failOutside) }),
};

const [misdeed = "none", override] = process.argv.slice(2);

await main({
  name: "echo",
  defaultPort: 0,
  defaultGrpcPort: 0,
  fields,
  checks: [
    {
      needs: ["isLoud", "logLevel"],
      find: ({ isLoud, logLevel }) => (isLoud && logLevel === "silent" ? "LOUD must be false in silence" : undefined),
    },
  ],
  env: process.env,
  overrides: () => readOverride(override),
  create: async () => [{ ...createEcho(), parts: [{ name: "deed", ...misdeeds[misdeed]?.() }] }],
  onListening: ({ port }, { isLoud }) => process.stdout.write(`${isLoud ? "LISTENING" : "listening"} at ${port}\n`),
});

function readOverride(text: string | undefined): Record<string, string> {
  if (text === "--wrong") throw new Error("--wrong is no flag");
  return text === "--loud" ? { LOUD: "true" } : {};
}

function failOutside(): never {
  throw new Error("nobody catches this");
}
