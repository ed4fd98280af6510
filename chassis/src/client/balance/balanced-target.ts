import type { DescMethod, DescMethodUnary, Message } from "@bufbuild/protobuf";
import type { Clock } from "../../clock.ts";
import type { Telemetry } from "../../telemetry/telemetry.ts";
import type { CallOptions } from "../client.ts";
import { BoundCall } from "../policy/bound-call.ts";
import { Refusal, toRefused } from "../policy/refusal.ts";
import { type Address, describeAddress } from "./address.ts";
import { countAddresses } from "./address-gauge.ts";
import type { Balancer } from "./balancer.ts";
import { Endpoint, type OpenChannel } from "./endpoint.ts";
import { Endpoints } from "./endpoints.ts";
import { explainOutage } from "./explain-outage.ts";
import { OutlierDetection } from "./outlier-detection.ts";
import type { Lookup } from "./resolver.ts";
import { type Best, findBest } from "./standing.ts";
import type { Target } from "./target.ts";

/** What a target of several addresses is made from. */
export interface BalancedTargetOptions {
  readonly name: string;
  readonly urls: readonly string[];
  readonly lookup: Lookup;
  readonly open: OpenChannel;
  readonly balancer: Balancer;
  readonly hasHealthCheck: boolean;
  readonly hasOutlierDetection: boolean;
  readonly telemetry: Pick<Telemetry, "log" | "metrics">;
  readonly clock: Clock;
  readonly random: () => number;
  /** Lets go of what the channels needed. */
  onClose(): void;
}

/** How often lost connections are opened again, and ejections end. */
const tickMs = 1000;

/**
 * All addresses behind some URLs as one target. A call goes to one of those that stand best (see `standings`). While none
 * is connected yet it waits; when all are out of reach or out of service it is made all the same, so that it fails with
 * the reason or finds the first that is back. A call is made once: whether to try another address is the retry policy's
 * to say.
 */
export class BalancedTarget implements Target {
  readonly #options: BalancedTargetOptions;
  readonly #endpoints: Endpoints;
  readonly #outliers: OutlierDetection<Endpoint>;
  #best: Best<Endpoint> | undefined = undefined;
  #change = Promise.withResolvers<void>();
  #stopTimer: (() => void) | undefined = undefined;
  #isClosed = false;

  constructor(options: BalancedTargetOptions) {
    const { name, clock, telemetry } = options;
    this.#options = options;
    this.#endpoints = new Endpoints({
      ...options,
      log: telemetry.log.child({ target: name }),
      create: (address) => this.#create(address),
      onResolved: () => this.#takeEndpoints(),
    });
    this.#outliers = new OutlierDetection({
      clock,
      addresses: () => this.#endpoints,
      onChange: (endpoint) => this.#tellEjection(endpoint),
    });
  }

  start(): void {
    if (this.#stopTimer || this.#isClosed) return;
    this.#tickLater();
    this.#endpoints.start();
  }

  check(): void {
    const best = this.#best;
    const outage = best ? explainOutage(best) : (this.#endpoints.failure ?? "no name is resolved yet");
    if (outage !== undefined) throw new Error(`${this.#options.name}: ${outage}`);
  }

  close(): void {
    this.#isClosed = true;
    this.#stopTimer?.();
    this.#endpoints.close();
    this.#options.onClose();
    this.#change.resolve();
  }

  async unary(method: DescMethodUnary, request: Message, options: CallOptions): Promise<Message> {
    const endpoint = this.#pick();
    if (endpoint) return endpoint.caller.unary(method, request, options);
    const waited = await this.#wait(options);
    return waited.endpoint.caller.unary(method, request, waited.options);
  }

  async *stream(
    method: DescMethod,
    request: Message | AsyncIterable<Message>,
    options: CallOptions,
  ): AsyncIterable<Message> {
    const endpoint = this.#pick();
    const picked = endpoint ? { endpoint, options } : await this.#wait(options);
    yield* picked.endpoint.caller.stream(method, request, picked.options);
  }

  /** The endpoint of the next call; undefined when it has to wait. Throws `unavailable` when there is none to wait for. */
  #pick(): Endpoint | undefined {
    this.start();
    if (this.#isClosed) throw toRefused(new Refusal("balancer", "the client was closed"));
    const { failure } = this.#endpoints;
    if (failure !== undefined) throw toRefused(new Refusal("balancer", failure));
    if (!this.#best) return undefined;
    const { standing, addresses } = this.#best;
    if (standing !== "connecting") return this.#options.balancer(addresses);
    for (const endpoint of addresses) endpoint.connect();
    return undefined;
  }

  /** Waits for an endpoint as long as the call may; the time is taken off what it has. */
  async #wait(options: CallOptions): Promise<{ readonly endpoint: Endpoint; readonly options: CallOptions }> {
    const { clock } = this.#options;
    const { timeoutMs, signal } = options;
    const startMs = clock.now();
    const signals = signal ? [signal] : [];
    const bound = new BoundCall({ timeoutMs: timeoutMs ?? Number.POSITIVE_INFINITY, signals, clock });
    try {
      for (;;) {
        await bound.race(this.#change.promise);
        const endpoint = this.#pick();
        const leftMs = timeoutMs === undefined ? undefined : timeoutMs - (clock.now() - startMs);
        if (endpoint) return { endpoint, options: { ...options, timeoutMs: leftMs } };
      }
    } finally {
      bound.close();
    }
  }

  #create(address: Address): Endpoint {
    const { open, clock, random, hasOutlierDetection } = this.#options;
    const endpoint = new Endpoint({
      ...{ address, open, clock, random },
      onChange: (changed) => this.#takeChange(changed),
      onVerdict: (judged, verdict) => {
        if (hasOutlierDetection) this.#outliers.record(judged, verdict);
      },
    });
    endpoint.connect();
    return endpoint;
  }

  /** One address alone has no others to be compared with, and nobody to stand in for it. */
  #takeEndpoints(): void {
    const isChecked = this.#options.hasHealthCheck && this.#endpoints.size > 1;
    for (const endpoint of this.#endpoints) endpoint.checkHealth(isChecked);
    this.#update();
  }

  /** A connection that was lost, or never was, may mean that the name leads elsewhere now. */
  #takeChange({ state }: Endpoint): void {
    if (this.#isClosed) return;
    if (state === "failed" || state === "idle") this.#endpoints.refresh();
    this.#update();
  }

  #tellEjection({ address, isEjected }: Endpoint): void {
    const { name, telemetry } = this.#options;
    telemetry.log.warn(
      { target: name, address: describeAddress(address) },
      isEjected ? "address ejected" : "address readmitted",
    );
    this.#update();
  }

  #tickLater(): void {
    this.#stopTimer = this.#options.clock.after(tickMs, () => {
      this.#tickLater();
      for (const endpoint of this.#endpoints) endpoint.connect();
      this.#outliers.sweep();
      this.#update();
    });
  }

  /** Looks again who stands best, and tells those that wait. */
  #update(): void {
    const { name, telemetry } = this.#options;
    const endpoints = [...this.#endpoints];
    this.#best = findBest(endpoints);
    countAddresses(telemetry.metrics, name, endpoints);
    const { resolve } = this.#change;
    this.#change = Promise.withResolvers();
    resolve();
  }
}
