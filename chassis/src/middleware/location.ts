import type { DescMessage, Message } from "@bufbuild/protobuf";
import type { Middleware } from "../handler.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Sets `location` on the answers of unary rpcs whose contract says where what they make is (RFC 9110 §10.2.2). Throws at
 * start when the response has no such fields.
 *
 * @example
 * const made = newMethod({ location: "/greetings/{message}" });
 * const handler = compose([location()], () => create(made.output, { message: "Hi you" }), made);
 * const call = newCall(made);
 * await handler(create(made.input), call);
 * assert.equal(call.responseHeaders?.["location"], "/greetings/Hi%20you");
 */
export function location(): Middleware {
  return (next, method) => {
    const template = method.policy.location;
    if (template === undefined || method.kind !== "unary") return next;
    const write = createWriter(template, method.output);
    return async function location(request, call) {
      const answer = (await next(request, call)) as Message;
      call.setHeader("location", write(answer));
      return answer;
    };
  };
}

/** Words and fields of a template take turns: `/books/`, `book.id`, ``. */
function createWriter(template: string, desc: DescMessage): (answer: Message) => string {
  const parts = template.split(/[{}]/).map((text, index) => {
    const steps = index % 2 === 1 ? findSteps(desc, text) : undefined;
    return (answer: Message) => (steps ? encodeURIComponent(readText(answer, steps)) : text);
  });
  return (answer) => parts.map((part) => part(answer)).join("");
}

/** Local names of the fields that lead to a scalar. */
function findSteps(desc: DescMessage, path: string): readonly string[] {
  const [name, ...rest] = path.split(".");
  const field = desc.fields.find((one) => one.name === name);
  if (field?.fieldKind === "scalar" && rest.length === 0) return [field.localName];
  if (field?.fieldKind === "message" && rest.length > 0)
    return [field.localName, ...findSteps(field.message, rest.join("."))];
  throw new Error(`${desc.typeName} has no field ${path} to tell a location by`);
}

function readText(answer: Message, steps: readonly string[]): string {
  const value = steps.reduce<unknown>((at, step) => (at as Fields | undefined)?.[step], answer);
  return String(value ?? "");
}
