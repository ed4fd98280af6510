import { createHash } from "node:crypto";
import { create, type Message, ScalarType } from "@bufbuild/protobuf";
import type { Call } from "../call.ts";
import { Fault } from "../fault.ts";
import type { Method } from "../method.ts";
import { encodeBinary } from "../protocol/binary/binary-encoder.ts";
import type { KeyedRequest } from "./key-store.ts";

/**
 * Makes the function that tells what a request is known by to a key store; undefined for one without a key. The key comes
 * in the header `idempotency-key`, in the request's field `idempotency_key`, or in both. Keys of different callers are
 * different. Throws BAD_IDEMPOTENCY_KEY.
 */
export function createKeyedRequests({
  input,
  path,
}: Method): (message: Message, call: Call) => KeyedRequest | undefined {
  const field = input.fields.find(({ name, scalar }) => name === "idempotency_key" && scalar === ScalarType.STRING);
  const keyOf = (message: Message) => (field ? String((message as unknown as Fields)[field.localName]) : "");
  const without = field ? { [field.localName]: "" } : {};
  return (message, call) => {
    const key = chooseKey(call.headers["idempotency-key"], keyOf(message));
    if (key === undefined) return undefined;
    const asked = encodeBinary(input, Object.assign(create(input), message, without));
    const rest = JSON.stringify([path, call.header("if-match") ?? null]);
    return { id: digest(JSON.stringify([call.identity ?? null, key])), hash: digest(rest, asked) };
  };
}

type Fields = Record<string, unknown>;

const goodKey = /^[ -~]{1,255}$/;

function chooseKey(header: string | string[] | undefined, field: string): string | undefined {
  if (header === undefined && field === "") return undefined;
  const key = header ?? field;
  if (typeof key !== "string" || !goodKey.test(key)) throw badKey("must be 1 to 255 printable ASCII characters, once");
  if (field !== "" && field !== key) throw badKey("and the field idempotency_key of the request must agree");
  return key;
}

function badKey(problem: string): Fault {
  const message = `The header idempotency-key ${problem}.`;
  return new Fault({ code: "invalid_argument", reason: "BAD_IDEMPOTENCY_KEY", message });
}

function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
