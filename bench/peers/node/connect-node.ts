// connect-node: the router behind node:http2, speaking gRPC.
import { createServer } from "node:http2";
import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { UserService } from "@flotilla/contract/user/user";
import { readPeerOptions } from "./options.ts";
import type { PeerTelemetry } from "./telemetry.ts";
import { toGetByEmailResp, userMessages } from "./user-messages.ts";

const methodPath = "/user.UserService/GetByEmail";
const rpc = { "rpc.system": "grpc", "rpc.service": "user.UserService", "rpc.method": "GetByEmail" };

const { port, telemetry } = readPeerOptions();
const users = userMessages();
const handler = connectNodeAdapter({
  interceptors: telemetry ? [observe(telemetry)] : [],
  routes: (router) => router.service(UserService, { getByEmail: ({ email }) => toGetByEmailResp(users, email) }),
});
createServer(handler).listen(port, "127.0.0.1");

function observe(telemetry: PeerTelemetry): Interceptor {
  return (next) => async (request) => {
    const headers = { traceparent: request.header.get("traceparent") ?? undefined };
    const call = telemetry.begin("user.UserService/GetByEmail", headers, rpc);
    try {
      const response = await next(request);
      call.end({ transport: "grpc", method: methodPath, code: "OK", isError: false });
      return response;
    } catch (cause) {
      const code = Code[ConnectError.from(cause).code];
      call.end({ transport: "grpc", method: methodPath, code, isError: true });
      throw cause;
    }
  };
}
