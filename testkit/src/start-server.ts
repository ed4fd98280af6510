import { rmSync } from "node:fs";
import { type ProgramOptions, ServerProcess } from "./server-process.ts";

/** A server as a process that a test owns, on a port of its own. */
export interface StartedServer extends AsyncDisposable {
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on its port and on what it kept, killed before or not. */
  restart(): Promise<void>;
  /** SIGSTOP: it holds its connections and does nothing. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
}

/** Starts a server that keeps what it knows in `folder`; disposing stops it and removes the folder. */
export async function startServer(folder: string, options: ProgramOptions): Promise<StartedServer> {
  const server = new ServerProcess(options);
  await server.start();
  return {
    kill: () => server.kill(),
    restart: async () => {
      await server.kill();
      await server.start();
    },
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}
