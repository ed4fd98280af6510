import type { Clock } from "../../clock.ts";
import type { Channel } from "../channel.ts";
import type { Caller } from "../client.ts";
import { watchCalls } from "../interceptor.ts";
import type { Verdict } from "../policy/verdict.ts";
import { watchAnswers } from "../policy/watch-answers.ts";
import type { WireState } from "../wire/wire.ts";
import type { Address } from "./address.ts";
import type { Loaded } from "./balancer.ts";
import { HealthWatch } from "./health-watch.ts";
import type { Suspect } from "./outlier-detection.ts";
import type { Condition } from "./standing.ts";

/** Opens the way to an address; `onState` hears that its `state` may have changed. */
export type OpenChannel = (address: Address, onState: () => void) => Channel;

/** What an endpoint is made from, and whom it tells. */
export interface EndpointOptions {
  readonly address: Address;
  readonly open: OpenChannel;
  readonly clock: Clock;
  readonly random: () => number;
  /** It may stand better or worse than before. */
  onChange(endpoint: Endpoint): void;
  /** A call to it has ended, or a stream has begun. */
  onVerdict(endpoint: Endpoint, verdict: Verdict): void;
}

/** One address of a dependency, with its channel, its calls and all that is known of it. */
export class Endpoint implements Condition, Loaded, Suspect {
  readonly address: Address;
  /** Makes calls to it, and counts them. */
  readonly caller: Caller;
  isEjected = false;
  isServing: boolean | undefined = true;
  inFlight = 0;
  readonly #channel: Channel;
  readonly #health: HealthWatch;
  readonly #onChange: () => void;
  #isHealthChecked = false;
  #onLeft: (() => void) | undefined = undefined;

  constructor({ address, open, clock, random, onChange, onVerdict }: EndpointOptions) {
    this.address = address;
    this.#onChange = () => onChange(this);
    this.#channel = open(address, () => this.#takeState());
    this.#health = new HealthWatch({ caller: this.#channel, clock, random, onHealth: (is) => this.#takeHealth(is) });
    const judged = watchAnswers(this.#channel, clock, () => (verdict) => onVerdict(this, verdict));
    this.caller = watchCalls(judged, () => this.#begin());
  }

  get state(): WireState {
    return this.#channel.state;
  }

  /** Why it could not be reached the last time; undefined once it was. */
  get failure(): string | undefined {
    return this.#channel.failure;
  }

  get isCallable(): boolean {
    return this.state === "ready" && this.isServing !== false;
  }

  /** Connects, unless it is connected or to be left alone for the moment. */
  connect(): void {
    if (this.state !== "ready") this.#channel.connect();
  }

  /** Asks for its health from now on, or takes it for healthy. */
  checkHealth(isChecked: boolean): void {
    if (isChecked === this.#isHealthChecked) return;
    this.#isHealthChecked = isChecked;
    this.isServing = isChecked ? undefined : true;
    if (!isChecked) this.#health.stop();
    else if (this.state === "ready") this.#health.start();
  }

  /** Its address is gone: it takes no new call, closes when those in flight are done, and says so. */
  leave(onLeft: () => void): void {
    this.#onLeft = onLeft;
    this.checkHealth(false);
    this.#closeWhenLeft();
  }

  /** Closes at once; calls in flight fail. */
  close(): void {
    this.#health.stop();
    this.#channel.close();
  }

  #begin() {
    this.inFlight++;
    const end = () => {
      this.inFlight--;
      this.#closeWhenLeft();
    };
    return { end };
  }

  #closeWhenLeft(): void {
    if (!this.#onLeft || this.inFlight > 0) return;
    this.close();
    this.#onLeft();
  }

  #takeState(): void {
    if (this.#isHealthChecked && this.state === "ready") this.#health.start();
    if (!this.#onLeft) this.#onChange();
  }

  #takeHealth(isServing: boolean | undefined): void {
    this.isServing = isServing;
    this.#onChange();
  }
}
