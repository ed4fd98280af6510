import type { DescService } from "@bufbuild/protobuf";
import { type Binding, type Method, readBindings, readSlo, type Slo, toMethod } from "@flotilla/chassis/contract";
import {
  type Environment,
  environments,
  ports,
  registry,
  repository,
  type ServiceEntry,
  type StoreEntry,
  services,
  stores,
  vault,
} from "@flotilla/fleet/manifest";
import project from "../../package.json" with { type: "json" };

/** One rpc that a service offers. */
export interface ShippedRpc {
  readonly method: Method;
  /** How REST reaches it; none for what only gRPC or messages reach. */
  readonly bindings: readonly Binding[];
  readonly slo: Slo;
}

/** A service of the manifest, with what its contracts say. */
export interface ShippedService extends ServiceEntry {
  readonly rpcs: readonly ShippedRpc[];
}

/** All that the generators know: the manifest, the contract, and the version of the release. */
export interface Fleet {
  readonly version: string;
  /** `registry/repository:version`. */
  readonly image: string;
  readonly registry: string;
  readonly repository: string;
  /** Where the source is, as a URL. */
  readonly source: string;
  readonly ports: typeof ports;
  readonly services: readonly ShippedService[];
  readonly stores: readonly StoreEntry[];
  readonly environments: readonly Environment[];
  readonly vault: string;
}

/**
 * Reads the manifest and the contract; `entries` are the manifest's services unless a test says otherwise. Throws an Error
 * where a contract promises what cannot be measured.
 */
export function readFleet(entries: readonly ServiceEntry[] = services): Fleet {
  const { version } = project;
  return {
    version,
    image: `${registry}/${repository}:${version}`,
    registry,
    repository,
    source: `https://github.com/${repository}`,
    ports,
    services: entries.map((entry) => ({ ...entry, rpcs: entry.contracts.flatMap(toRpcs) })),
    stores,
    environments,
    vault,
  };
}

function toRpcs(contract: DescService): readonly ShippedRpc[] {
  return contract.methods.map((desc) => ({
    method: toMethod(desc),
    bindings: readBindings(desc),
    slo: readSlo(desc),
  }));
}
