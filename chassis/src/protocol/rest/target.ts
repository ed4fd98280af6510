import { create, type DescField, type DescMessage, type Message } from "@bufbuild/protobuf";

type Fields = Record<string, unknown>;

/** Finds the message that holds a nested field, making the messages on the way. */
export type Target = (message: Message) => Fields;

/** The target at the end of these singular message fields; no fields: the message itself. */
export function createTarget(fields: readonly DescField[]): Target {
  const steps = fields.map(createStep);
  if (steps.length === 0) return (message) => message as unknown as Fields;
  return (message) => steps.reduce<Fields>((at, step) => step(at), message as unknown as Fields);
}

function createStep(field: DescField): (at: Fields) => Fields {
  if (field.fieldKind !== "message") throw new Error(`${field.parent.typeName}.${field.name} is no message`);
  const { localName, message, oneof } = field;
  return oneof ? (at) => enterOneof(at, oneof.localName, localName, message) : (at) => enter(at, localName, message);
}

function enter(at: Fields, localName: string, desc: DescMessage): Fields {
  at[localName] ??= create(desc);
  return at[localName] as Fields;
}

function enterOneof(at: Fields, oneofName: string, localName: string, desc: DescMessage): Fields {
  const held = at[oneofName] as { case?: string; value?: Fields };
  if (held.case === localName && held.value) return held.value;
  const value = create(desc) as unknown as Fields;
  at[oneofName] = { case: localName, value };
  return value;
}
