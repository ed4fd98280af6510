import { type DescField, type DescMessage, type DescOneof, getOption, hasOption, isFieldSet } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import { field as fieldOption, Ignore, message, oneof } from "@flotilla/contract/buf/validate/validate";
import { always, compileValue, type SurelyGood } from "./plain-value.ts";

// Most rules are bounds on lengths and numbers, and most requests keep them. Those are told to be good here, in a fraction
// of the full engine's time and without loading it. Nothing is ever told to be bad: whatever is not surely good goes to
// the engine, which decides and words the violations.

type Fields = Record<string, unknown>;

/** Compiles the rules of a message to one check; undefined when some of them are beyond plain bounds. */
export function compilePlainRules(desc: DescMessage, above: readonly DescMessage[] = []): SurelyGood | undefined {
  // A message that can hold itself has no end to compile.
  if (above.includes(desc) || hasOption(desc, message)) return undefined;
  const path = [...above, desc];
  const checks: (SurelyGood | undefined)[] = [
    ...desc.oneofs.map(compileOneof),
    ...desc.fields.map((field) => compileField(field, path)),
  ];
  const certain = checks.filter((check) => check !== undefined);
  if (certain.length < checks.length) return undefined;
  const real = certain.filter((check) => check !== always);
  return real.length === 0 ? always : (owner) => real.every((check) => check(owner));
}

function compileOneof(group: DescOneof): SurelyGood {
  if (!getOption(group, oneof).required) return always;
  return (owner) => ((owner as Fields)[group.localName] as { case?: string }).case !== undefined;
}

function compileField(field: DescField, path: readonly DescMessage[]): SurelyGood | undefined {
  const rules = getOption(field, fieldOption);
  if (rules.ignore === Ignore.ALWAYS) return always;
  const check = compileValue(field, rules, (inner) => compilePlainRules(inner, path));
  if (!check || (check === always && !rules.required)) return check;
  const read = createReader(field);
  const isSkippedUnset =
    field.presence !== FeatureSet_FieldPresence.IMPLICIT || rules.ignore === Ignore.IF_ZERO_VALUE || rules.required;
  if (!isSkippedUnset) return (owner) => check(read(owner as Fields));
  return (owner) => (isFieldSet(owner as never, field) ? check(read(owner as Fields)) : !rules.required);
}

function createReader({ oneof: group, localName }: DescField): (owner: Fields) => unknown {
  if (!group) return (owner) => owner[localName];
  return (owner) => (owner[group.localName] as { value?: unknown }).value;
}
