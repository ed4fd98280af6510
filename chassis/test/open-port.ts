import { OnePort } from "../src/transport/one-port.ts";
import type { Tls } from "../src/transport/tls.ts";
import type { ExchangeListener, TransportLimits } from "../src/transport/transport.ts";

/** What a test changes of a port. */
export interface TestPortOptions extends Partial<TransportLimits> {
  readonly tls?: Tls | undefined;
  /** Default: a free one. */
  readonly port?: number | undefined;
}

/** An open port, closed when the test leaves. */
export interface TestPort extends AsyncDisposable {
  readonly port: number;
  readonly onePort: OnePort;
}

/** Opens a port that hands its exchanges to `listener`. */
export async function openPort(listener: ExchangeListener, options: TestPortOptions = {}): Promise<TestPort> {
  const { tls, port: wanted = 0, ...over } = options;
  const limits: TransportLimits = {
    maxHeaderBytes: 16 * 1024,
    headerTimeoutMs: 10_000,
    maxConcurrentCalls: 1000,
    http1Engine: "flotilla",
    http2Engine: "flotilla",
    ...over,
  };
  const onePort = new OnePort({ listener, limits, tls });
  const { port } = await onePort.listen(wanted, "127.0.0.1");
  return {
    port,
    onePort,
    async [Symbol.asyncDispose]() {
      onePort.drain();
      onePort.destroy();
      await onePort.closed;
    },
  };
}
