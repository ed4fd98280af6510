import { setTimeout as delay } from "node:timers/promises";
import type { AppOptions } from "./app-options.ts";
import { createDoors } from "./create-doors.ts";
import type { OpenDoor } from "./door.ts";
import { Doors } from "./doors.ts";
import { ExitError } from "./exit-error.ts";
import { Health } from "./health.ts";
import { createRuleCompiler } from "./middleware/validate.ts";
import { Parts } from "./parts.ts";
import { QueueConsumers } from "./queue/consumer/queue-consumers.ts";
import { createTls } from "./transport/tls.ts";

/**
 * A running process: its modules behind one chain and a few doors. Telemetry starts first and stops last.
 *
 * @example
 * await using app = new App({ settings, telemetry, modules: [createHello(settings)], defaultPort: 0 });
 * await app.start();
 */
export class App implements AsyncDisposable {
  /** Resolves with the error of a part whose work failed while the App served; the process must end then. */
  readonly failed: Promise<Error>;
  readonly #options: AppOptions;
  readonly #health: Health;
  readonly #parts: Parts;
  readonly #doors: Doors;
  readonly #consumers: readonly QueueConsumers[];
  readonly #fail: (error: Error) => void;
  #starting: Promise<void> | undefined = undefined;
  #stopping: Promise<void> | undefined = undefined;

  constructor(options: AppOptions) {
    const { settings, telemetry, modules } = options;
    const rules = createRuleCompiler(modules.flatMap((module) => module.services));
    this.#consumers = modules.flatMap((module) =>
      module.queue ? [new QueueConsumers({ module, queue: module.queue, telemetry })] : [],
    );
    const parts = [telemetry, rules, ...modules.flatMap((module) => module.parts), ...this.#consumers];
    const failure = Promise.withResolvers<Error>();
    this.failed = failure.promise;
    this.#fail = failure.resolve;
    this.#options = options;
    this.#health = new Health(parts);
    this.#parts = new Parts(parts, telemetry.log);
    this.#doors = new Doors(settings, createTls(settings, telemetry));
  }

  /** The open doors, the main one first. */
  get doors(): readonly OpenDoor[] {
    return this.#doors.open;
  }

  /** Port of the main door. */
  get port(): number {
    const main = this.#doors.open[0];
    if (!main) throw new Error("the App is not started");
    return main.port;
  }

  /** Starts the parts in order, then opens the doors. Rejects, with everything stopped again, when one fails. */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /**
   * Drains and stops: not ready → `DRAIN_DELAY_MS` → no new requests → those in flight finish within `DRAIN_TIMEOUT_MS`,
   * or are aborted with DRAINING → the parts stop in reverse, telemetry last. A second call joins the first.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #start(): Promise<void> {
    try {
      await this.#parts.start();
      for (const door of createDoors(this.#options, this.#health, this.#consumers)) {
        if (this.#stopping) throw new ExitError("stopped while it started", 0);
        await this.#doors.add(door);
      }
    } catch (cause) {
      await this.#shutDown();
      throw cause;
    }
    this.#health.phase = "serving";
    this.#parts.run(this.#fail);
  }

  async #stop(): Promise<void> {
    const { drainDelayMs } = this.#options.settings;
    const isServing = this.#health.phase === "serving";
    this.#health.phase = "draining";
    if (isServing && drainDelayMs > 0) await delay(drainDelayMs);
    if (!isServing) this.#parts.abort();
    await this.#starting?.catch(() => undefined);
    await this.#shutDown();
  }

  async #shutDown(): Promise<void> {
    const { drainTimeoutMs } = this.#options.settings;
    this.#health.phase = "closing";
    this.#options.memory?.serve(undefined);
    await this.#doors.close(drainTimeoutMs);
    await this.#parts.stop(drainTimeoutMs);
  }
}
