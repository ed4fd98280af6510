import { type DescField, type DescMessage, type DescOneof, hasOption } from "@bufbuild/protobuf";
import { field, message, oneof } from "@flotilla/contract/buf/validate/validate";

/** Whether a message, or any message it can hold, has `buf.validate` rules. */
export function hasRules(desc: DescMessage, seen: Set<DescMessage> = new Set()): boolean {
  if (seen.has(desc)) return false;
  seen.add(desc);
  if (hasOption(desc, message)) return true;
  if (desc.oneofs.some((group: DescOneof) => hasOption(group, oneof))) return true;
  return desc.fields.some((member) => hasOption(member, field) || hasRulesInside(member, seen));
}

function hasRulesInside(member: DescField, seen: Set<DescMessage>): boolean {
  const inner = member.message;
  return inner !== undefined && hasRules(inner, seen);
}
