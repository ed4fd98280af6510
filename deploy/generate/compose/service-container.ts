import type { StoreEntry } from "@flotilla/fleet/manifest";
import type { Fleet, ShippedService } from "../fleet.ts";

/** What compose says of a container: a part of the Compose Specification, as plain data. */
export type Container = Readonly<Record<string, unknown>>;

/** A service of ours: as many containers as `--scale` asks for, each with one door on a free port of this machine. */
export function toServiceContainer(fleet: Fleet, service: ShippedService): Container {
  const { name, stores, scale, resources } = service;
  const secrets = stores.map((store) => `${store}_url`);
  return {
    profiles: ["core"],
    image: toImage(fleet),
    command: [name],
    user: "65532:65532",
    environment: toEnvironment(fleet, service),
    ...(secrets.length > 0 && { secrets }),
    ...(scale === "one" && { volumes: [`${name}:/data`] }),
    networks: stores.length > 0 ? ["fleet", "stores"] : ["fleet"],
    ports: [`127.0.0.1::${fleet.ports.http}`],
    healthcheck: { test: ["CMD", "flotilla", "probe"] },
    stop_grace_period: "20s",
    deploy: {
      resources: {
        limits: { memory: toBytes(resources.memoryLimit) },
        reservations: { memory: toBytes(resources.memory) },
      },
    },
  };
}

/** The one image of all services: that of the release, or another one by `FLOTILLA_IMAGE`. */
export function toImage({ image }: Fleet): string {
  return orElse("FLOTILLA_IMAGE", image);
}

/** A store: its image; how it runs is written by hand. */
export function toStoreContainer({ image }: StoreEntry): Container {
  return { profiles: ["core"], image, networks: ["stores"], stop_grace_period: "60s" };
}

/** Settings without a secret in them: the URLs of stores are in files. */
function toEnvironment({ ports }: Fleet, { stores, calls, scale }: ShippedService): Readonly<Record<string, string>> {
  return {
    HOST: "0.0.0.0",
    PORT: String(ports.http),
    ADMIN_PORT: String(ports.admin),
    LOG_FORMAT: "json",
    LOG_LEVEL: orElse("LOG_LEVEL", "info"),
    OTEL_EXPORTER_OTLP_ENDPOINT: orElse("OTEL_EXPORTER_OTLP_ENDPOINT", "http://jaeger:4318"),
    ...(scale === "one" && { DATA_DIR: "/data" }),
    ...Object.fromEntries(calls.map((peer) => [`${peer.toUpperCase()}_URL`, `http://${peer}:${ports.http}`])),
    ...Object.fromEntries(stores.map((store) => [`${store.toUpperCase()}_URL_FILE`, `/run/secrets/${store}_url`])),
  };
}

/** What compose takes from its own environment, or else this. */
function orElse(variable: string, fallback: string): string {
  return `\${${variable}:-${fallback}}`;
}

/** Kubernetes' `64Mi` in the words of compose. */
function toBytes(quantity: string): string {
  const [, amount, unit] = /^(\d+)([KMG])i$/.exec(quantity) ?? [];
  if (amount === undefined || unit === undefined) throw new Error(`${quantity} must be a quantity such as 64Mi`);
  return `${amount}${unit.toLowerCase()}`;
}
