import type { DescMethod, DescMethodUnary, Message } from "@bufbuild/protobuf";
import type { Clock } from "../clock.ts";
import type { ChassisSettings } from "../config/chassis-fields.ts";
import { Fault } from "../fault.ts";
import type { Part } from "../part.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { Lookup } from "./balance/resolver.ts";
import { createTarget, type Target } from "./balance/target.ts";
import type { Caller, CallOptions } from "./client.ts";
import { intercept } from "./interceptor.ts";
import { toConstant, toUnavailableReason } from "./policy/name-faults.ts";
import { createPolicies } from "./policy/policies.ts";
import { Refusal } from "./policy/refusal.ts";

/** What a dependency is made from. */
export interface DependencyOptions {
  /** What it is called: `places`. The `target` label of every metric; `PLACES_UNAVAILABLE` when it cannot answer. */
  readonly name: string;
  readonly settings: ChassisSettings;
  readonly telemetry: Telemetry;
  /** Its addresses, as the setting `PLACES_URL` gives them. Empty or absent: see {@link caller}. */
  readonly urls?: readonly string[] | undefined;
  /** What stands in for addresses: the process's own memory, in a fleet. Absent as well: every call is `unavailable`. */
  readonly caller?: Caller | undefined;
  /** SPIFFE ID that its certificate must have, in place of its host name. */
  readonly identity?: string | undefined;
  /** Finds the addresses of a name. Default: the machine's own resolver. */
  readonly lookup?: Lookup | undefined;
  /** Default: the machine's own. */
  readonly clock?: Clock | undefined;
  /** Numbers from 0 to 1, for jitter and for choosing addresses. Default: Math.random. */
  readonly random?: (() => number) | undefined;
}

/**
 * Another service that this one calls: a Caller with every policy around it, and a Part that is never required, since an
 * outage there must not take its callers out of rotation.
 *
 * @example
 * const places = new Dependency({ name: "places", settings, telemetry, urls: settings.placesUrl });
 * const client = createClient(PlacesService, places);
 */
export class Dependency implements Caller, Part {
  readonly name: string;
  readonly isRequired = false;
  readonly #target: Target;
  readonly #caller: Caller;

  constructor(options: DependencyOptions) {
    this.name = `${options.name}-client`;
    this.#target = toTarget(options);
    this.#caller = intercept(createPolicies(options), this.#target);
  }

  unary(method: DescMethodUnary, request: Message, options: CallOptions): Promise<Message> {
    return this.#caller.unary(method, request, options);
  }

  stream(method: DescMethod, request: Message | AsyncIterable<Message>, options: CallOptions): AsyncIterable<Message> {
    return this.#caller.stream(method, request, options);
  }

  async start(): Promise<void> {
    this.#target.start();
  }

  check(): void {
    this.#target.check();
  }

  async stop(): Promise<void> {
    this.#target.close();
  }
}

function toTarget(options: DependencyOptions): Target {
  const { urls = [], caller } = options;
  if (urls.length > 0) return createTarget(options);
  if (!caller) return createAbsent(options.name);
  return {
    ...idle,
    check: () => undefined,
    unary: (method, request, callOptions) => caller.unary(method, request, callOptions),
    stream: (method, request, callOptions) => caller.stream(method, request, callOptions),
  };
}

/** Has nothing to open and nothing to close. */
const idle = { start: () => undefined, close: () => undefined };

/** A dependency that nobody said the address of: no call of it is tried again, or counts against it. */
function createAbsent(name: string): Target {
  const setting = `${toConstant(name)}_URL`;
  const fail = () => {
    const message = `${name} cannot be called: ${setting} is not set.`;
    const cause = new Refusal("balancer", message);
    throw new Fault({ code: "unavailable", reason: toUnavailableReason(name), message, cause });
  };
  return { ...idle, unary: async () => fail(), stream: fail, check: fail };
}
