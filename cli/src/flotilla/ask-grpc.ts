import { connect, type IncomingHttpHeaders } from "node:http2";
import { buffer } from "node:stream/consumers";
import type { Ask } from "./probe.ts";

/** The states of grpc.health.v1 by their numbers. */
const states = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];
const serving = 1;

/**
 * One `grpc.health.v1.Health/Check` of the service that the path names, or of the whole server. The two messages have one
 * field each, so they are written and read by hand: a protobuf library would take longer to load than the question takes.
 */
export const askGrpc: Ask = async (url, tls, signal) => {
  const scheme = url.protocol === "grpcs:" ? "https" : "http";
  const session = connect(`${scheme}://${url.host}`, tls);
  try {
    const failed = new Promise<never>((_resolve, reject) => session.once("error", reject));
    const asked = check(session, decodeURIComponent(url.pathname.slice(1)), signal);
    return await Promise.race([asked, failed]);
  } finally {
    session.destroy();
  }
};

async function check(session: ReturnType<typeof connect>, service: string, signal: AbortSignal): Promise<string> {
  const stream = session.request(
    {
      ":method": "POST",
      ":path": "/grpc.health.v1.Health/Check",
      "content-type": "application/grpc+proto",
      te: "trailers",
    },
    { signal },
  );
  let end: IncomingHttpHeaders = {};
  stream.on("response", (headers) => (end = headers));
  stream.on("trailers", (trailers) => (end = { ...end, ...trailers }));
  stream.end(toFrame(service));
  const answer = await buffer(stream);
  if (end["grpc-status"] !== "0") throw new Error(toWords(end));
  const status = readStatus(answer);
  const state = states[status] ?? `state ${status}`;
  if (status !== serving) throw new Error(state);
  return state;
}

/** A length-prefixed message with the name as its field 1; the empty name is left out, as proto3 has it. */
function toFrame(service: string): Buffer {
  const name = Buffer.from(service);
  if (name.length > 127) throw new Error("no service has so long a name");
  const message = name.length === 0 ? name : Buffer.concat([Buffer.of(0x0a, name.length), name]);
  return Buffer.concat([Buffer.of(0, 0, 0, 0, message.length), message]);
}

/** Field 1, an enum; absent it is 0. */
function readStatus(frame: Buffer): number {
  return frame[5] === 0x08 ? (frame[6] ?? 0) : 0;
}

function toWords(end: IncomingHttpHeaders): string {
  const { ":status": status, "grpc-status": code, "grpc-message": message } = end;
  if (code === undefined) return `no gRPC server: HTTP ${String(status)}`;
  return `gRPC status ${String(code)}: ${decodeURIComponent(String(message ?? ""))}`;
}
