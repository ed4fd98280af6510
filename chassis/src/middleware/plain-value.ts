import { type DescEnum, type DescField, type DescMessage, isFieldSet } from "@bufbuild/protobuf";
import {
  EnumRulesSchema,
  type FieldRules,
  FieldRulesSchema,
  Ignore,
  type RepeatedRules,
  RepeatedRulesSchema,
  type StringRules,
  StringRulesSchema,
} from "@flotilla/contract/buf/validate/validate";
import { compileNumber } from "./plain-number.ts";

/** Answers true only for what surely keeps every rule. */
export type SurelyGood = (value: unknown) => boolean;

/** The check of what has no rules. */
export const always: SurelyGood = () => true;

type CompileMessage = (desc: DescMessage) => SurelyGood | undefined;

/** Compiles the rules of a field's value; undefined when they are beyond plain bounds. */
export function compileValue(field: DescField, rules: FieldRules, compile: CompileMessage): SurelyGood | undefined {
  if (!hasOnly(FieldRulesSchema, rules, ["required", "ignore", "string", "enum", "repeated", ...numberRules]))
    return undefined;
  if (field.fieldKind === "list") return compileList(field, rules, compile);
  if (field.fieldKind === "map") return isBare(rules) && !field.message ? always : undefined;
  if (field.fieldKind === "message") return isBare(rules) ? compile(field.message) : undefined;
  return field.enum ? compileEnum(field.enum, rules) : compileScalar(rules);
}

const numberRules = ["int32", "sint32", "sfixed32", "uint32", "fixed32", "float", "double"];

function compileEnum(desc: DescEnum, { type }: FieldRules): SurelyGood | undefined {
  if (type.case === undefined) return always;
  if (type.case !== "enum" || !hasOnly(EnumRulesSchema, type.value, ["defined_only"])) return undefined;
  if (!type.value.definedOnly) return always;
  return (value) => desc.value[value as number] !== undefined;
}

function isBare(rules: FieldRules): boolean {
  return rules.type.case === undefined;
}

function compileScalar({ type }: FieldRules): SurelyGood | undefined {
  if (type.case === undefined) return always;
  if (type.case === "string") return compileString(type.value);
  return numberRules.includes(type.case) ? compileNumber(type.value as never) : undefined;
}

type ListField = DescField & { fieldKind: "list" };

function compileList(field: ListField, rules: FieldRules, compile: CompileMessage): SurelyGood | undefined {
  const bounds = rules.type.case === "repeated" ? rules.type.value : undefined;
  if (!bounds && !isBare(rules)) return undefined;
  const item = compileItem(field, bounds, compile);
  if (!item || (bounds && !hasOnly(RepeatedRulesSchema, bounds, ["min_items", "max_items", "items"]))) return undefined;
  if (!bounds) return item === always ? always : (values) => (values as unknown[]).every(item);
  const min = Number(bounds.minItems);
  const max = isFieldSet(bounds, RepeatedRulesSchema.field.maxItems) ? Number(bounds.maxItems) : Infinity;
  return (values) => {
    const { length } = values as unknown[];
    return length >= min && length <= max && (values as unknown[]).every(item);
  };
}

function compileItem(field: ListField, bounds: RepeatedRules | undefined, compile: CompileMessage) {
  const { items } = bounds ?? {};
  if (items && items.ignore !== Ignore.UNSPECIFIED) return undefined;
  if (items && !hasOnly(FieldRulesSchema, items, ["string", ...numberRules])) return undefined;
  if (field.listKind === "message") return items && !isBare(items) ? undefined : compile(field.message);
  return items ? compileScalar(items) : always;
}

/**
 * Patterns that read the same in RE2 and in JavaScript and cannot backtrack: an anchored row of literals and classes, each
 * counted at most once by `{n}` or `{m,n}`.
 */
const tamePattern = /^\^(?:(?:\[[\w-]+\]|\w)(?:\{\d{1,3}(?:,\d{1,3})?\})?)+\$$/;
/** The same of any number of characters of one class, such as all but control characters. */
const tameClass = /^\^\[\^?(?:\\x[\da-f]{2}|[\w-])+\][*+]\$$/;
/** What protovalidate takes for a UUID. */
const uuid = /^[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12}$/;

function compileString(rules: StringRules): SurelyGood | undefined {
  if (!hasOnly(StringRulesSchema, rules, ["min_len", "max_len", "pattern", "uuid"])) return undefined;
  const form = toForm(rules);
  if (form === undefined) return undefined;
  // Rules count characters, JavaScript counts UTF-16 units: n units are at least n/2 and at most n characters.
  const minLength = Number(rules.minLen);
  const minUnits = Math.max(0, 2 * minLength - 1);
  const maxUnits = isFieldSet(rules, StringRulesSchema.field.maxLen) ? Number(rules.maxLen) : Infinity;
  return (value) => {
    const text = value as string;
    if (text.length > maxUnits || (text.length < minUnits && [...text].length < minLength)) return false;
    return form === anyForm || form.test(text);
  };
}

const anyForm = /^/;

/** The form that text must have; undefined when it cannot be told here. */
function toForm({ pattern, wellKnown }: StringRules): RegExp | undefined {
  if (wellKnown.case === "uuid" && wellKnown.value) return pattern === "" ? uuid : undefined;
  if (pattern === "") return anyForm;
  return tamePattern.test(pattern) || tameClass.test(pattern) ? new RegExp(pattern) : undefined;
}

/** Whether no other rule is set than these, extensions included. */
export function hasOnly<D extends DescMessage>(desc: D, rules: object, names: readonly string[]): boolean {
  if ((rules as { $unknown?: unknown[] }).$unknown?.length) return false;
  return desc.fields.every((field) => names.includes(field.name) || !isFieldSet(rules as never, field));
}
