import { type DescMethod, getOption, hasOption } from "@bufbuild/protobuf";
import { http } from "@flotilla/contract/google/api/annotations";
import type { HttpRule } from "@flotilla/contract/google/api/http";
import { type PathTemplate, parseTemplate } from "./template.ts";

/** One way to reach an rpc over HTTP. */
export interface Binding {
  /** HTTP method; `*` for any. */
  readonly verb: string;
  readonly template: PathTemplate;
  /** Proto name of the field that the body holds, `*` for the whole request, empty for no body. */
  readonly body: string;
  /** Proto name of the response field that is answered, or empty for the whole response. */
  readonly responseBody: string;
}

/** The rpc's google.api.http rule and its additional bindings; none when it has no rule. */
export function readBindings(desc: DescMethod): readonly Binding[] {
  if (!hasOption(desc, http)) return [];
  const rule = getOption(desc, http);
  return [rule, ...rule.additionalBindings].map(toBinding);
}

function toBinding(rule: HttpRule): Binding {
  const { pattern, body, responseBody } = rule;
  if (pattern.case === undefined) throw new Error("a google.api.http rule has no pattern");
  const isCustom = pattern.case === "custom";
  const verb = isCustom ? pattern.value.kind.toUpperCase() : pattern.case.toUpperCase();
  const template = parseTemplate(isCustom ? pattern.value.path : pattern.value);
  return { verb, template, body, responseBody };
}
