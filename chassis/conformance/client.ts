// The client under test of the official Connect conformance suite: reads calls to make from standard input, makes them
// side by side, and answers how each of them ended. Its argument is the HTTP/2 engine, `flotilla` or `node`.
import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import {
  type ClientCompatRequest,
  ClientCompatRequestSchema,
  ClientCompatResponseSchema,
} from "@flotilla/contract/connectrpc/conformance/v1/client_compat";
import { ChannelCache } from "./channel-cache.ts";
import { makeCall } from "./make-call.ts";
import { readSizeDelimited, toSizeDelimited } from "./size-delimited.ts";

using channels = new ChannelCache(process.argv[2] === "node" ? "node" : "flotilla");
const running: Promise<void>[] = [];
for await (const bytes of readSizeDelimited(process.stdin)) {
  running.push(answer(fromBinary(ClientCompatRequestSchema, bytes)));
}
await Promise.all(running);

async function answer(request: ClientCompatRequest): Promise<void> {
  const { testName } = request;
  const result = await run(request);
  const bytes = toBinary(ClientCompatResponseSchema, create(ClientCompatResponseSchema, { testName, result }));
  process.stdout.write(toSizeDelimited(bytes));
}

/** What is no failure of the call itself is an error of ours, and fails the case. */
async function run(
  request: ClientCompatRequest,
): Promise<NonNullable<MessageInitShape<typeof ClientCompatResponseSchema>["result"]>> {
  try {
    return { case: "response", value: await makeCall(request, channels.open(request)) };
  } catch (thrown) {
    return { case: "error", value: { message: thrown instanceof Error ? (thrown.stack ?? "") : String(thrown) } };
  }
}
