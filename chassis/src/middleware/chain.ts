import type { Middleware } from "../handler.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { decode } from "./decode.ts";
import { recover } from "./recover.ts";
import { trace } from "./trace.ts";

/** The one list, outermost first, the same for every door. Nowhere else is an order written. */
export function createChain(telemetry: Telemetry): readonly Middleware[] {
  return [trace(), recover(telemetry.log), decode()];
}
