import assert from "node:assert/strict";
import { toJson } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { GetByEmailRespSchema, UserService } from "@flotilla/contract/user/user";
import { toGetByEmailResp, userMessages } from "../peers/node/user-messages.ts";
import { sampleUser, userCount } from "./sample-users.ts";
import type { Work } from "./targets.ts";

const probes = [0, 7, 1234, userCount - 1];
const checks: Readonly<Record<Work, (port: number) => Promise<void>>> = { rest: checkRest, grpc: checkGrpc };

/** Throws unless the server answers what every other one answers: what is compared has to be the same work. */
export async function checkAnswers(work: Work, port: number): Promise<void> {
  await checks[work](port);
}

async function checkRest(port: number): Promise<void> {
  for (const user of probes.map(sampleUser)) {
    const response = await fetch(`http://127.0.0.1:${port}/v1/users/${user.id}`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
    assert.deepEqual(await response.json(), JSON.parse(JSON.stringify(user)));
  }
}

async function checkGrpc(port: number): Promise<void> {
  const client = createClient(UserService, createGrpcTransport({ baseUrl: `http://127.0.0.1:${port}` }));
  const users = userMessages();
  for (const { email } of [...probes.map(sampleUser), { email: "nobody@example.com" }]) {
    const answer = await client.getByEmail({ email });
    const expected = toGetByEmailResp(users, email);
    assert.deepEqual(toJson(GetByEmailRespSchema, answer), toJson(GetByEmailRespSchema, expected));
  }
}
