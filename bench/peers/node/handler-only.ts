// The two handlers of the bench right behind node:http and node:http2, with nothing between: what the chain is
// measured against. No routing, no deadline, no validation, no telemetry.
import { createServer } from "node:http";
import { createServer as createHttp2Server, type ServerHttp2Stream } from "node:http2";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { GetByEmailReqSchema, GetByEmailRespSchema } from "@flotilla/contract/user/user";
import { sampleUsers } from "../../src/sample-users.ts";
import { readPeerOptions } from "./options.ts";
import { toGetByEmailResp, userMessages } from "./user-messages.ts";

const { port, serve } = readPeerOptions();
if (serve === "grpc") serveGrpc();
else serveRest();

function serveRest(): void {
  const users = new Map(sampleUsers().map((user) => [`/v1/users/${user.id}`, user]));
  const server = createServer((request, response) => {
    const body = JSON.stringify(users.get(request.url ?? "") ?? {});
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
    response.end(body);
  });
  server.listen(port, "127.0.0.1");
}

function serveGrpc(): void {
  const users = userMessages();
  const server = createHttp2Server();
  server.on("stream", (stream: ServerHttp2Stream) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => answer(stream, toAnswer(users, Buffer.concat(chunks))));
  });
  server.listen(port, "127.0.0.1");
}

function toAnswer(users: ReturnType<typeof userMessages>, frame: Buffer): Buffer {
  const { email } = fromBinary(GetByEmailReqSchema, frame.subarray(5));
  const message = toBinary(GetByEmailRespSchema, toGetByEmailResp(users, email));
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

function answer(stream: ServerHttp2Stream, frame: Buffer): void {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(frame);
}
