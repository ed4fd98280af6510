// grpc-js with proto-loader, as its documentation shows it.
import { join } from "node:path";
import {
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceClientConstructor,
  type sendUnaryData,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { sampleUsers } from "../../src/sample-users.ts";
import { readPeerOptions } from "./options.ts";

type Get = (call: ServerUnaryCall<{ email: string }, object>, done: sendUnaryData<object>) => void;

const methodPath = "/user.UserService/GetByEmail";
const rpc = { "rpc.system": "grpc", "rpc.service": "user.UserService", "rpc.method": "GetByEmail" };

const { port, telemetry } = readPeerOptions();
const users = new Map(sampleUsers().map((user) => [user.email, toUser(user)]));
const file = join(import.meta.dirname, "../../../contract/proto/user/user.proto");
const { user } = loadPackageDefinition(loadSync(file));
const { service } = (user as Record<string, ServiceClientConstructor>)["UserService"]!;

const getByEmail: Get = (call, done) => {
  const found = users.get(call.request.email);
  const msg = `the email ${call.request.email} cannot be found`;
  done(
    null,
    found ? { status: { code: "SUCCESS" }, user: found } : { status: { code: "INVALID_QUERY", msg }, user: {} },
  );
};

const server = new Server();
server.addService(service, { GetByEmail: telemetry ? observed(getByEmail) : getByEmail });
server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
});

function observed(get: Get): Get {
  return (call, done) => {
    const headers = { traceparent: call.metadata.get("traceparent")[0] };
    const observedCall = telemetry!.begin("user.UserService/GetByEmail", headers, rpc);
    get(call, (error, value) => {
      const code = error ? String(error.code) : "OK";
      observedCall.end({ transport: "grpc", method: methodPath, code, isError: error !== null });
      done(error, value);
    });
  };
}

function toUser({ id, age, firstName, lastName, email, phone, address }: ReturnType<typeof sampleUsers>[number]) {
  return { id, age, name: { first: firstName, last: lastName }, email, phone, address };
}
