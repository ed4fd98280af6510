import { create, type DescMessage } from "@bufbuild/protobuf";
import type { MessageProgram } from "./message-program.ts";

/** Source of the message that `create` makes of nothing: as a literal where that is possible, so that V8 knows its shape. */
export function toEmptySource(desc: DescMessage, program: MessageProgram): string {
  const empty = create(desc);
  if (Object.getPrototypeOf(empty) !== Object.prototype) return `${program.use(create)}(${program.use(desc)})`;
  const members = Object.entries(empty).map(([name, value]) => `${JSON.stringify(name)}: ${toLiteral(value, program)}`);
  return `{ ${members.join(", ")} }`;
}

function toLiteral(value: unknown, program: MessageProgram): string {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Uint8Array) return program.use(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return "case" in value ? "{ case: undefined }" : JSON.stringify(value);
}
