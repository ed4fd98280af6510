import { toConnectTimeout } from "../../protocol/connect/timeout.ts";
import { endStreamFlag } from "../../protocol/envelope.ts";
import { toBrokenAnswer } from "../answer-fault.ts";
import type { ClientProtocol } from "../client-protocol.ts";
import { EnvelopedClient } from "../enveloped-client.ts";
import { assertConnectHead } from "./head.ts";
import { readEndStream } from "./status.ts";
import { callUnary } from "./unary-call.ts";

/**
 * Connect (https://connectrpc.com/docs/protocol), for callers. With `usesGet`, unary rpcs without side effects are sent
 * by GET as long as the message fits into a URL.
 */
export function createConnectClient(usesGet: boolean): ClientProtocol {
  const streams = new EnvelopedClient({
    family: "application/connect",
    encodingHeader: "connect-content-encoding",
    headers: { "user-agent": "flotilla", "connect-protocol-version": "1", "connect-accept-encoding": "gzip" },
    toTimeout: (timeoutMs) => ({ "connect-timeout-ms": toConnectTimeout(timeoutMs) }),
    endFlag: endStreamFlag,
    assertHead: (answer, call) => assertConnectHead(answer, `application/connect+${call.codec.name}`),
    readEnd(_answer, end) {
      if (!end) throw toBrokenAnswer("The stream breaks off without its end-stream message.");
      return readEndStream(end);
    },
  });
  return {
    unary: (call, wire, request) => callUnary(call, wire, request, usesGet),
    stream: (call, wire, request) => streams.stream(call, wire, request),
  };
}
