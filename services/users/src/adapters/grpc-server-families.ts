import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { faultCodes } from "@flotilla/chassis/fault";
import { Counter, type Registry } from "@prometheus-io/client";

/** The chassis' own family; the ones here are read from it, so that a call is counted once. */
const source = "rpc_server_duration_seconds";

/** Doors that speak gRPC. */
const transports: readonly unknown[] = ["grpc", "grpc_web"];

/** gRPC's name of every code: `OK`, `NotFound` … */
const codeNames = new Map(["ok", ...Object.keys(faultCodes)].map((code) => [code, toCodeName(code)]));

/**
 * Registers the families of go-grpc-prometheus that dashboards of system 003 read, with a zero for every rpc of
 * `services`. A call shows up when it ends. Server streams count as one message sent.
 */
export function registerGrpcServerFamilies(registry: Registry, services: readonly DescService[]): void {
  const methods = services.flatMap((service) => service.methods);
  const counts = () => readCounts(registry, methods);
  const labelNames = ["grpc_type", "grpc_service", "grpc_method"];
  const register = (name: string, help: string, read: (counts: Counts) => number) => {
    const counter = new Counter({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        counter.reset();
        for (const [method, byCode] of await counts()) counter.inc(toLabels(method), read(byCode));
      },
    });
  };
  register("grpc_server_started_total", "RPCs started on the server.", sum);
  register("grpc_server_msg_received_total", "Messages received by the server.", sum);
  register("grpc_server_msg_sent_total", "Messages sent by the server.", (byCode) => byCode.get("ok") ?? 0);
  registerHandled(registry, labelNames, counts);
}

function registerHandled(registry: Registry, labelNames: string[], counts: () => Promise<Map<DescMethod, Counts>>) {
  const counter = new Counter({
    name: "grpc_server_handled_total",
    help: "RPCs completed on the server, whatever their outcome.",
    labelNames: [...labelNames, "grpc_code"],
    registers: [registry],
    async collect() {
      counter.reset();
      for (const [method, byCode] of await counts()) {
        for (const [code, name] of codeNames)
          counter.inc({ ...toLabels(method), grpc_code: name }, byCode.get(code) ?? 0);
      }
    },
  });
}

/** Ended calls by code. */
type Counts = ReadonlyMap<string, number>;

async function readCounts(registry: Registry, methods: readonly DescMethod[]): Promise<Map<DescMethod, Counts>> {
  const byMethod = new Map(methods.map((method) => [method, new Map<string, number>()]));
  const family = await registry.getSingleMetric(source)?.get();
  for (const { labels, value, metricName } of (family?.values ?? []) as readonly Value[]) {
    if (metricName !== `${source}_count` || !transports.includes(labels["transport"])) continue;
    const method = methods.find((one) => one.parent.typeName === labels["service"] && one.name === labels["method"]);
    const counts = method && byMethod.get(method);
    const code = String(labels["code"]);
    counts?.set(code, (counts.get(code) ?? 0) + value);
  }
  return byMethod;
}

interface Value {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, unknown>>;
  readonly value: number;
}

function sum(counts: Counts): number {
  return counts.values().reduce((total, count) => total + count, 0);
}

function toLabels({ methodKind, parent, name }: DescMethod): Record<string, string> {
  const type = methodKind === "server_streaming" ? "server_stream" : methodKind;
  return { grpc_type: type, grpc_service: parent.typeName, grpc_method: name };
}

function toCodeName(code: string): string {
  if (code === "ok") return "OK";
  if (code === "cancelled") return "Canceled";
  return code.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
