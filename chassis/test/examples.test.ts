import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { PlacesService } from "@flotilla/contract/flotilla/places/v1/places";
import { Registry } from "@prometheus-io/client";
import * as chassis from "../src/index.ts";
import { newCall, newMethod } from "./new-call.ts";
import { newTelemetry } from "./new-telemetry.ts";

const source = join(import.meta.dirname, "../src");

/** Examples that take over the process, or talk to a server at a fixed address. */
const notRun = new Set(["main.ts", "client/client.ts", "client/create-channel.ts", "client/grpc-channel.ts"]);

/** What an example may use without saying where it comes from, beside the exports of its own file. */
async function createScope(file: string): Promise<Record<string, unknown>> {
  const telemetry = newTelemetry();
  const settings = chassis.readConfig(chassis.chassisFields, { PORT: "0" });
  const hello = { getHello: () => ({ message: "Hello" }) };
  const createHello = () => ({ name: "hello", services: [chassis.implement(HelloService, hello)], parts: [] });
  const registry = new Registry(Registry.OPENMETRICS_CONTENT_TYPE);
  const { MemoryAnswers } = await import("../src/middleware/memory-answers.ts");
  const { MemoryKeyStore } = await import("../src/idempotency/index.ts");
  const { noPolicy } = await import("../src/policy.ts");
  const { MemoryCache } = await import("../src/cache/memory-cache.ts");
  const { AbsentQueue, listStreams } = await import("../src/queue/index.ts");
  const { openSqlite, SqlOutbox } = await import("../src/sql/index.ts");
  const { compose } = await import("../src/handler.ts");
  const { ShedCounter } = await import("../src/middleware/shed-counter.ts");
  return {
    ...chassis,
    ...{
      assert,
      compose,
      create,
      createHello,
      HelloService,
      MemoryAnswers,
      MemoryCache,
      MemoryKeyStore,
      noPolicy,
      PlacesService,
      ShedCounter,
      method: newMethod(),
      newCall,
      newMethod,
    },
    ...{ listStreams, SqlOutbox, StudentsService, queue: new AbsentQueue() },
    database: openSqlite(":memory:", { name: "example", migrations: [], toUnavailable: chassis.toFault }),
    ...{ lines: telemetry.written, registry, settings, telemetry },
    ...(await import(file)),
  };
}

/** The code of every `@example` of a file, in order. */
function readExamples(text: string): string[] {
  const blocks = text.match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  const examples = blocks.flatMap((block) => block.split(/^ *\* *@/m).filter((part) => part.startsWith("example")));
  return examples.map((part) =>
    part
      .replace(/^example/, "")
      .replace(/\*\/$/, "")
      .replace(/^ *\* ?/gm, ""),
  );
}

const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (...args: unknown[]) => Promise<void>;

describe("every @example", () => {
  for (const name of globSync("**/*.ts", { cwd: source }).sort()) {
    const file = join(source, name);
    const examples = name.endsWith(".test.ts") || notRun.has(name) ? [] : readExamples(readFileSync(file, "utf8"));
    for (const [index, example] of examples.entries()) {
      it(`of ${name} runs (${index + 1})`, async () => {
        const scope = await createScope(file);
        await new AsyncFunction(...Object.keys(scope), example)(...Object.values(scope));
      });
    }
  }

  it("is there for every middleware", () => {
    const chain = readFileSync(join(source, "middleware/chain.ts"), "utf8");
    const factories = [...chain.matchAll(/import \{ (\w+) \} from "\.\/(\w+)\.ts"/g)].map((match) => match[2]!);
    const bare = factories.filter((file) => /^[a-z]+$/.test(file));
    assert.ok(bare.length >= 9, `the chain imports ${bare}`);
    for (const file of bare) {
      const text = readFileSync(join(source, "middleware", `${file}.ts`), "utf8");
      assert.equal(readExamples(text).length, 1, `${file}.ts has an @example`);
    }
  });
});
