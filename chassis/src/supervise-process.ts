import type { App } from "./app.ts";
import { toExitCode } from "./exit-error.ts";
import type { Logger } from "./telemetry/logger.ts";

/**
 * Ties an App to its process. SIGTERM, SIGINT and SIGHUP stop it and exit 0; a second signal exits 1 at once. A part
 * whose work fails, an exception that nobody caught or a rejection that nobody handled is logged and ends the process.
 */
export function superviseProcess(app: App, log: Logger): void {
  let isStopping = false;
  const stop = (exitCode: number) => {
    isStopping = true;
    app.stop().then(
      () => process.exit(exitCode),
      () => process.exit(1),
    );
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      log.info({ signal }, "stopping");
      stop(0);
    });
  }
  void app.failed.then((err) => {
    log.fatal({ err }, "stopping, since a part failed");
    process.stderr.write(`${err.message}\n`);
    if (!isStopping) stop(toExitCode(err));
  });
  process.on("uncaughtException", (err, origin) => {
    log.fatal({ err, origin }, "stopping at once, since an error was not caught");
    process.exit(1);
  });
}
