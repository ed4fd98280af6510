import { afterEach, beforeEach, describe } from "node:test";
import type { Transport } from "@connectrpc/connect";
import { type Connection, connections, type TransportName } from "./connections.ts";
import { assertNoLeaks, countSockets } from "./leaks.ts";
import { type ModuleSource, type StartAppOptions, type StartedApp, startApp } from "./start-app.ts";

/** What {@link matrix} runs. */
export interface MatrixOptions extends StartAppOptions {
  /** Ways to speak to the App. Default: all of them. */
  readonly over?: readonly TransportName[];
  /** Ways that are left out, each with the reason why. */
  readonly skip?: { readonly [K in TransportName]?: string };
}

type Create = () => ModuleSource | Promise<ModuleSource>;

/**
 * Runs one body of tests over every way to speak to an App. Each test has an App of its own on a free port; `transport`
 * leads to the App of the test that runs. A socket that is left open fails the test.
 *
 * @example
 * matrix(() => createHello({ messages: "Hello" }), (name, transport) => {
 *   const hello = createClient(HelloService, transport);
 *   it("says hello", async () => assert.equal((await hello.getHello({})).message, "Hello"));
 * });
 */
export function matrix(
  create: Create,
  body: (name: TransportName, transport: Transport, started: () => StartedApp) => void,
  options: MatrixOptions = {},
): void {
  const names = options.over ?? (Object.keys(connections) as TransportName[]);
  for (const name of names) {
    const skip = options.skip?.[name] ?? false;
    describe(`over ${name}`, { skip }, () => describeOver(name, create, body, options));
  }
}

function describeOver(
  name: TransportName,
  create: Create,
  body: Parameters<typeof matrix>[1],
  options: MatrixOptions,
): void {
  let running: { readonly started: StartedApp; readonly connection: Connection } | undefined;
  let socketsBefore = 0;

  const current = () => {
    if (!running) throw new Error("the App runs only inside it(…), not while tests are being described");
    return running;
  };

  beforeEach(async () => {
    socketsBefore = countSockets();
    const started = await startApp(await create(), options);
    running = { started, connection: connections[name](started) };
  });

  afterEach(async () => {
    const ended = running;
    running = undefined;
    ended?.connection.close();
    await ended?.started[Symbol.asyncDispose]();
    await assertNoLeaks(socketsBefore);
  });

  const transport: Transport = {
    unary: (...call) => current().connection.transport.unary(...call),
    stream: (...call) => current().connection.transport.stream(...call),
  };
  body(name, transport, () => current().started);
}
