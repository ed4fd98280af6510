// Fastify serves GET /v1/users/:id and POST /v1/users with schemas, its documented way to fast JSON and valid bodies.
import { type FastifyInstance, type FastifyRequest, fastify } from "fastify";
import { type NewUser, UserRing } from "../../src/user-ring.ts";
import { readPeerOptions } from "./options.ts";
import type { ObservedCall, PeerTelemetry } from "./telemetry.ts";

const text = { type: "string" };
const time = { type: "string", format: "date-time" };
const userSchema = {
  type: "object",
  properties: {
    id: text,
    email: text,
    firstName: text,
    lastName: text,
    age: { type: "integer" },
    phone: text,
    address: text,
    createTime: time,
    updateTime: time,
    etag: text,
  },
};

const newUserSchema = {
  type: "object",
  required: ["email"],
  properties: {
    email: { ...text, maxLength: 320 },
    firstName: { ...text, maxLength: 256 },
    lastName: { ...text, maxLength: 256 },
    age: { type: "integer", minimum: 0, maximum: 150 },
    phone: { ...text, maxLength: 64 },
    address: { ...text, maxLength: 1024 },
  },
};

const { port, telemetry } = readPeerOptions();
const users = new UserRing((user) => user);
const app = fastify();
if (telemetry) observe(app, telemetry);
app.get<{ Params: { id: string } }>(
  "/v1/users/:id",
  { schema: { response: { 200: userSchema } } },
  (request, reply) => {
    const user = users.find(request.params.id);
    reply.code(user ? 200 : 404).send(user ?? { code: "not_found" });
  },
);
app.post<{ Body: NewUser }>(
  "/v1/users",
  { schema: { body: newUserSchema, response: { 201: userSchema } } },
  (request, reply) => {
    const user = users.add(request.body);
    reply.code(201).header("location", `/v1/users/${user.id}`).send(user);
  },
);
await app.listen({ port, host: "127.0.0.1" });

function observe(app: FastifyInstance, telemetry: PeerTelemetry): void {
  const calls = new WeakMap<FastifyRequest, ObservedCall>();
  app.addHook("onRequest", (request, _reply, done) => {
    const route = request.routeOptions.url ?? "unmatched";
    const attributes = { "http.request.method": request.method, "http.route": route, "url.path": request.url };
    calls.set(request, telemetry.begin(`${request.method} ${route}`, request.headers, attributes));
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    const method = request.routeOptions.url ?? "unmatched";
    const isError = reply.statusCode >= 500;
    calls.get(request)?.end({ transport: "rest", method, code: String(reply.statusCode), isError });
    done();
  });
}
