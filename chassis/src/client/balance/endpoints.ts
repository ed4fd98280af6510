import type { Clock } from "../../clock.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { type Address, describeAddress } from "./address.ts";
import type { Endpoint } from "./endpoint.ts";
import { type Lookup, Resolver } from "./resolver.ts";

/** Which URLs are followed, and how. */
export interface EndpointsOptions {
  readonly urls: readonly string[];
  readonly lookup: Lookup;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  create(address: Address): Endpoint;
  /** Hears of every resolution, changed or not. */
  onResolved(): void;
}

/** The endpoints behind some URLs, as they come and go. */
export class Endpoints implements Iterable<Endpoint> {
  readonly #options: EndpointsOptions;
  readonly #resolvers: readonly Resolver[];
  readonly #byAddress = new Map<string, Endpoint>();
  /** Their addresses are gone; they finish their calls. */
  readonly #leaving = new Set<Endpoint>();

  constructor(options: EndpointsOptions) {
    const { urls, lookup, clock, random } = options;
    const onResolved = () => this.#takeAddresses();
    this.#options = options;
    this.#resolvers = urls.map((url) => new Resolver({ url, lookup, clock, random, onResolved }));
  }

  [Symbol.iterator](): Iterator<Endpoint> {
    return this.#byAddress.values();
  }

  get size(): number {
    return this.#byAddress.size;
  }

  /** Why no name leads anywhere; undefined when one does, or when that is not known yet. */
  get failure(): string | undefined {
    const failures = this.#resolvers.map((resolver) => (resolver.addresses ? undefined : resolver.failure));
    return failures.every((failure) => failure !== undefined) ? failures.join("; ") : undefined;
  }

  start(): void {
    this.#takeAddresses();
    this.refresh();
  }

  /** Looks all names up again, as soon as that is due. */
  refresh(): void {
    for (const resolver of this.#resolvers) resolver.refresh();
  }

  close(): void {
    for (const resolver of this.#resolvers) resolver.close();
    for (const endpoint of [...this, ...this.#leaving]) endpoint.close();
  }

  #takeAddresses(): void {
    const addresses = this.#resolvers.flatMap((resolver) => resolver.addresses ?? []);
    const found = new Map(addresses.map((address) => [describeAddress(address), address]));
    const gone = [...this.#byAddress].filter(([key]) => !found.has(key));
    const added = [...found].filter(([key]) => !this.#byAddress.has(key));
    for (const [key, endpoint] of gone) this.#remove(key, endpoint);
    for (const [key, address] of added) this.#byAddress.set(key, this.#options.create(address));
    if (gone.length + added.length > 0) {
      this.#options.log.info({ added: added.map(([key]) => key), gone: gone.map(([key]) => key) }, "addresses changed");
    }
    this.#options.onResolved();
  }

  #remove(key: string, endpoint: Endpoint): void {
    this.#byAddress.delete(key);
    this.#leaving.add(endpoint);
    endpoint.leave(() => this.#leaving.delete(endpoint));
  }
}
