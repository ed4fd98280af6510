import { type ChildSpanOptions, currentTrace, withSpan } from "./child-span.ts";
import type { Attributes, Spans } from "./span.ts";

/** What {@link wrapPort} says of a port beside its name. */
export interface WrapPortOptions {
  /** Such as `{ "db.system.name": "sqlite" }` or `{ "messaging.system": "nats" }`. */
  readonly attributes?: Attributes;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Wraps a port (a store, a queue) so that each of its methods is a child span `name.method` of the call it works for.
 * Done once, where the app is put together; neither the port nor its callers know. Plain, async and streaming methods
 * work, `this` stays the port, and a method costs next to nothing more while its call is not sampled.
 *
 * @example
 * const store = wrapPort(new Map([["a", 1]]), "users_store", telemetry, { attributes: { "db.system.name": "sqlite" } });
 * assert.equal(store.get("a"), 1);
 */
export function wrapPort<P extends object>(
  port: P,
  name: string,
  { spans }: { readonly spans: Spans },
  { attributes = {} }: WrapPortOptions = {},
): P {
  const wrapped = Object.create(Object.getPrototypeOf(port)) as P;
  for (const [key, isMethod] of readMembers(port)) {
    const operation = typeof key === "string" ? key : (key.description ?? "symbol");
    const options = {
      name: `${name}.${operation}`,
      kind: "client" as const,
      attributes: { ...attributes, "db.operation.name": operation, "flotilla.port": name },
    };
    const isWrapped = isMethod && typeof key === "string";
    Object.defineProperty(wrapped, key, isWrapped ? wrapMethod(port, key, spans, options) : forward(port, key));
  }
  return wrapped;
}

/** Every property that can be reached on the object, nearest first, and whether it is a method. */
function readMembers(port: object): Map<string | symbol, boolean> {
  const members = new Map<string | symbol, boolean>();
  for (let level = port; level && level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const key of Reflect.ownKeys(level)) {
      const { value } = Object.getOwnPropertyDescriptor(level, key)!;
      if (key !== "constructor" && !members.has(key)) members.set(key, typeof value === "function");
    }
  }
  return members;
}

function wrapMethod(port: object, key: string, spans: Spans, options: ChildSpanOptions): PropertyDescriptor {
  const method = Reflect.get(port, key) as Method;
  const call = (...args: unknown[]) => {
    if (!spans.isOn || !currentTrace()?.isSampled) return method.apply(port, args);
    return withSpan(spans, options, () => method.apply(port, args));
  };
  return { value: Object.defineProperty(call, "name", { value: key }), writable: true, configurable: true };
}

/** State, accessors and symbols stay where they are. */
function forward(port: object, key: string | symbol): PropertyDescriptor {
  const get = () => {
    const value: unknown = Reflect.get(port, key);
    return typeof value === "function" ? (value as Method).bind(port) : value;
  };
  return { get, set: (value) => Reflect.set(port, key, value), configurable: true };
}
