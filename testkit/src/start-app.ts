import {
  App,
  type Awaitable,
  type ChassisSettings,
  chassisFields,
  createTelemetry,
  type Env,
  type LoadShedder,
  MemoryTransport,
  type Module,
  readConfig,
  type Telemetry,
} from "@flotilla/chassis";

/** An App that a test owns. */
export interface StartedApp extends AsyncDisposable {
  readonly app: App;
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** `host:port`. */
  readonly address: string;
  readonly settings: ChassisSettings;
  readonly telemetry: Telemetry;
  /** The way in without a socket. */
  readonly memory: MemoryTransport;
}

/** What a test may say about its App. */
export interface StartAppOptions {
  /** Settings by their environment names. Default: a free port on loopback, silent, no drain delay, no shedding. */
  readonly env?: Env;
  /** Decides which calls are refused. Default: the App's own. */
  readonly shedder?: LoadShedder;
}

/** Modules, or the function that makes them from the App's own settings, telemetry and memory, as `main` has it. */
export type ModuleSource =
  | Module
  | readonly Module[]
  | ((
      settings: ChassisSettings,
      telemetry: Telemetry,
      memory: MemoryTransport,
    ) => Awaitable<Module | readonly Module[]>);

/** On a busy machine a process may well be overloaded: no test must depend on that. */
const quiet = { PORT: "0", LOG_LEVEL: "silent", DRAIN_TIMEOUT_MS: "2000", SHED_LOAD: "false" };

/**
 * Starts modules as an App on a free port; disposing stops it.
 *
 * @example
 * await using started = await startApp(createHello({ messages: "Hello" }));
 * const answer = await fetch(started.url);
 */
export async function startApp(source: ModuleSource, { env = {}, ...over }: StartAppOptions = {}): Promise<StartedApp> {
  const settings = readConfig(chassisFields, { ...quiet, ...env });
  const telemetry = createTelemetry(settings, "test");
  const memory = new MemoryTransport();
  const made = typeof source === "function" ? await source(settings, telemetry, memory) : source;
  const modules = [made].flat() as readonly Module[];
  const app = new App({ settings, telemetry, modules, defaultPort: 0, memory, ...over });
  await app.start();
  const { url } = app.doors[0]!;
  const address = new URL(url).host;
  return { app, url, address, settings, telemetry, memory, [Symbol.asyncDispose]: () => app.stop() };
}
