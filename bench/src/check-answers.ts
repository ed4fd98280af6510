import assert from "node:assert/strict";
import { toJson } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { BenchService } from "@flotilla/contract/flotilla/bench/v1/bench";
import { GetByEmailRespSchema, UserService } from "@flotilla/contract/user/user";
import { toGetByEmailResp, userMessages } from "../peers/node/user-messages.ts";
import { sampleUser, userCount } from "./sample-users.ts";
import type { Work } from "./works.ts";

const probes = [0, 7, 1234, userCount - 1];
const checks: Readonly<Record<Work, (port: number) => Promise<void>>> = {
  "get-by-email": checkGetByEmail,
  "get-user": checkGetUser,
  "create-user": checkCreateUser,
  "echo-64k": (port) => checkEcho(port, 64 * 1024),
  "echo-1m": (port) => checkEcho(port, 1024 * 1024),
  produce: checkProduce,
  bytes: async () => {},
};

/** Throws unless the server answers what every other one answers: what is compared has to be the same work. */
export async function checkAnswers(work: Work, port: number): Promise<void> {
  await checks[work](port);
}

async function checkGetUser(port: number): Promise<void> {
  for (const user of probes.map(sampleUser)) {
    const response = await fetch(`http://127.0.0.1:${port}/v1/users/${user.id}`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
    assert.deepEqual(await response.json(), JSON.parse(JSON.stringify(user)));
  }
}

async function checkGetByEmail(port: number): Promise<void> {
  const client = createClient(UserService, transportTo(port));
  const users = userMessages();
  for (const { email } of [...probes.map(sampleUser), { email: "nobody@example.com" }]) {
    const answer = await client.getByEmail({ email });
    const expected = toGetByEmailResp(users, email);
    assert.deepEqual(toJson(GetByEmailRespSchema, answer), toJson(GetByEmailRespSchema, expected));
  }
}

async function checkCreateUser(port: number): Promise<void> {
  const { id: _id, createTime: _created, updateTime: _updated, etag: _etag, ...fields } = sampleUser(7);
  const added = await post(port, fields);
  const { id, createTime, updateTime, etag, ...kept } = (await added.json()) as Record<string, unknown>;
  assert.deepEqual([added.status, added.headers.get("location"), kept], [201, `/v1/users/${id}`, fields]);
  assert.deepEqual([typeof etag, createTime], ["string", updateTime]);
  const found = await fetch(`http://127.0.0.1:${port}/v1/users/${id}`);
  assert.deepEqual(await found.json(), { id, createTime, updateTime, etag, ...fields });
  assert.equal((await post(port, { ...fields, age: 151 })).status, 400);
}

function post(port: number, body: unknown): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(`http://127.0.0.1:${port}/v1/users`, { method: "POST", headers, body: JSON.stringify(body) });
}

async function checkEcho(port: number, size: number): Promise<void> {
  const data = Uint8Array.from({ length: size }, (_, i) => i % 251);
  const answer = await createClient(BenchService, transportTo(port)).echo({ data });
  assert.ok(Buffer.from(data).equals(answer.data), "the echo differs from what was sent");
}

async function checkProduce(port: number): Promise<void> {
  const answer = createClient(BenchService, transportTo(port)).produce({ count: 1000, size: 90 });
  const sizes = await Array.fromAsync(answer, ({ data }) => data.length);
  assert.deepEqual(sizes, Array(1000).fill(90));
}

function transportTo(port: number) {
  return createGrpcTransport({ baseUrl: `http://127.0.0.1:${port}` });
}
