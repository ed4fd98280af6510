import assert from "node:assert/strict";
import { type ClientHttp2Session, connect } from "node:http2";
import { describe, it } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { CreateReqSchema, ListReqSchema, SearchRespSchema } from "@flotilla/contract/user/user";
import { startApp } from "@flotilla/testkit";
import { createTestUsers } from "./create-test-users.ts";

interface Answered {
  readonly status: number;
  readonly messages: Buffer;
}

/** What a gRPC client sends that makes its own bytes. */
function send(
  session: ClientHttp2Session,
  rpc: string,
  message: Uint8Array,
  length = message.length,
): Promise<Answered> {
  const headers = { ":method": "POST", ":path": `/user.UserService/${rpc}`, te: "trailers" };
  const stream = session.request({ ...headers, "content-type": "application/grpc+proto" });
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(length, 1);
  stream.end(Buffer.concat([prefix, message]));
  const chunks: Buffer[] = [];
  let status = -1;
  const readStatus = (sent: object) => {
    const value = (sent as Record<string, string>)["grpc-status"];
    if (value !== undefined) status = Number(value);
  };
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("response", readStatus).on("trailers", readStatus);
  return new Promise((resolve, reject) => {
    stream.once("error", reject).once("close", () => resolve({ status, messages: Buffer.concat(chunks) }));
  });
}

async function connectUsers() {
  const started = await startApp(createTestUsers());
  const session = connect(started.url);
  const countUsers = async () => {
    const { messages } = await send(session, "List", toBinary(ListReqSchema, create(ListReqSchema)));
    return fromBinary(SearchRespSchema, messages.subarray(5)).users.length;
  };
  const close = async () => {
    session.close();
    await started[Symbol.asyncDispose]();
  };
  return { session, countUsers, [Symbol.asyncDispose]: close };
}

const invalidArgument = 3;
const resourceExhausted = 8;

/** A message with one field of length-delimited bytes. */
const field = (number: number, bytes: Uint8Array) =>
  Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);

const whole = toBinary(CreateReqSchema, create(CreateReqSchema, { user: { email: "a@b.c", name: { first: "A" } } }));

describe("user.UserService and bytes that no honest client sends", () => {
  const rows: [string, string, Uint8Array, number, number?][] = [
    ["a truncated message", "Create", whole.subarray(0, whole.length - 2), invalidArgument],
    ["a message that breaks off in the middle of its frame", "Create", whole, invalidArgument, whole.length + 9],
    [
      "an email that is no UTF-8",
      "Create",
      field(1, Buffer.concat([field(4, Buffer.from([0xff, 0xfe])), field(3, Buffer.alloc(0))])),
      invalidArgument,
    ],
    [
      "a name that is no UTF-8",
      "Create",
      field(1, Buffer.concat([field(4, Buffer.from("a@b.c")), field(3, field(1, Buffer.from([0xc3, 0x28])))])),
      invalidArgument,
    ],
    ["a wire type that the field has not", "Create", Buffer.from([0x08, 0x01, 0x0d]), invalidArgument],
    ["an empty message", "Create", Buffer.alloc(0), invalidArgument],
    ["a message of 10 MB", "Create", Buffer.alloc(10 << 20), resourceExhausted],
  ];
  for (const [what, rpc, message, status, length] of rows) {
    it(`refuses ${what} and goes on`, async () => {
      await using users = await connectUsers();
      assert.equal((await send(users.session, rpc, message, length)).status, status);
      assert.equal(await users.countUsers(), 0);
    });
  }

  it("skips fields that it does not know", async () => {
    await using users = await connectUsers();
    const { status } = await send(users.session, "Create", Buffer.concat([whole, field(15, Buffer.from("new"))]));
    assert.equal(status, 0);
    assert.equal(await users.countUsers(), 1);
  });
});
