import { type ChassisSettings, createTelemetry, Fault, type Middleware, type Service } from "../src/index.ts";
import { createChain } from "../src/middleware/chain.ts";
import { createDispatch } from "../src/protocol/dispatch.ts";
import { createEndpoints } from "../src/protocol/endpoint.ts";
import type { ExchangeListener } from "../src/transport/transport.ts";

/**
 * Serves as an App does, but without the reasons of its own Faults. The suite counts the details of every error and
 * allows none that it did not ask for, while ours carry a google.rpc.ErrorInfo.
 */
export function createBareListener(service: Service, settings: ChassisSettings): ExchangeListener {
  const telemetry = createTelemetry(settings, "suite");
  const endpoints = createEndpoints([service], [withoutReasons(), ...createChain(telemetry, settings)]);
  return createDispatch({ endpoints, settings, log: telemetry.log });
}

function withoutReasons(): Middleware {
  return (next) =>
    async function withoutReasons(request, call) {
      const abort = call.abort.bind(call);
      call.abort = (fault) => abort(strip(fault));
      try {
        const opened = await next(request, call);
        return isStream(opened) ? relay(opened) : opened;
      } catch (fault) {
        throw strip(fault as Fault);
      }
    };
}

async function* relay(values: AsyncIterable<unknown>): AsyncIterable<unknown> {
  try {
    yield* values;
  } catch (fault) {
    throw strip(fault as Fault);
  }
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

function strip({ code, message, details, httpStatus, headers }: Fault): Fault {
  return new Fault({ code, message, details, httpStatus, headers, reason: "" });
}
