// What the chart's values may be: a misspelt name, or a number where a quantity belongs, is refused before anything is rendered.
import type { Fleet } from "./fleet.ts";
import { mark, type Output } from "./generator.ts";

type Schema = Readonly<Record<string, unknown>>;

/** The chart's values.schema.json, in JSON Schema 2020-12. */
export function generateValuesSchema(fleet: Fleet): readonly Output[] {
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $comment: mark,
    title: "Values of the chart flotilla",
    ...object({ ...ofTheRelease, ...ofServices, ...toStores(fleet), ...ofCallers, ...ofGateways }),
    $defs: definitions,
  };
  return [{ path: "deploy/chart/flotilla/values.schema.json", text: `${JSON.stringify(schema, null, 2)}\n` }];
}

const text: Schema = { type: "string" };
const someText: Schema = { type: "string", minLength: 1 };
const flag: Schema = { type: "boolean" };
const hostname: Schema = { type: "string", format: "hostname" };
const texts: Schema = { type: "object", additionalProperties: text };
const name = ref("name");

const definitions: Schema = {
  name: {
    description: "Of an object in Kubernetes.",
    type: "string",
    pattern: "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$",
    maxLength: 63,
  },
  variable: { description: "Of an environment variable.", type: "string", pattern: "^[A-Z][A-Z0-9_]*$" },
  settings: {
    description: "Environment variables, as docs/operations.md lists them.",
    type: "object",
    propertyNames: ref("variable"),
    additionalProperties: { type: ["string", "number", "boolean"] },
  },
  quantity: {
    description: "Bytes, such as 64Mi.",
    type: "string",
    pattern: "^[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)?$",
  },
  resources: {
    description: "What a container asks for, and the most memory that it gets.",
    ...object({
      cpu: { type: "string", pattern: "^[0-9]+(\\.[0-9]+)?m?$" },
      memory: ref("quantity"),
      memoryLimit: ref("quantity"),
    }),
  },
  volume: object({ size: ref("quantity"), storageClassName: text }),
  pullPolicy: oneOf("Always", "IfNotPresent", "Never"),
};

const ofTheRelease = {
  global: { type: "object" },
  namePrefix: { type: "string", pattern: "^([a-z]([a-z0-9-]*[a-z0-9])?-)?$" },
  namespace: object({ create: flag, podSecurity: oneOf("privileged", "baseline", "restricted") }),
  image: object({
    registry: someText,
    repository: someText,
    tag: { type: "string", not: { const: "latest" } },
    digest: { type: "string", pattern: "^(sha256:[0-9a-f]{64})?$" },
    pullPolicy: ref("pullPolicy"),
  }),
  imagePullSecrets: list(object({ name }, ["name"])),
  ports: object({ http: whole(1024, 65_535), admin: whole(1024, 65_535) }),
  settings: ref("settings"),
  configMaps: { type: "object", propertyNames: name, additionalProperties: texts },
  secrets: object({ generate: flag }),
};

const placement = {
  podAnnotations: texts,
  nodeSelector: texts,
  tolerations: list({ type: "object" }),
  affinity: { type: "object" },
  priorityClassName: text,
};

const configFile = object({ configMap: name, key: text }, ["configMap", "key"]);

const secretSetting = object({ secretName: name, key: text }, ["secretName", "key"]);

const sharedByServices = {
  enabled: flag,
  settings: ref("settings"),
  configFiles: { type: "object", propertyNames: ref("variable"), additionalProperties: configFile },
  secretSettings: { type: "object", propertyNames: ref("variable"), additionalProperties: secretSetting },
  replicas: whole(0),
  autoscaling: object({
    enabled: flag,
    minReplicas: whole(1),
    maxReplicas: whole(1),
    cpuPercent: whole(1, 1000),
    callsPerSecond: whole(0),
  }),
  verticalPodAutoscaler: flag,
  drainDelayMs: whole(0, 600_000),
  drainTimeoutMs: whole(0, 600_000),
  volume: ref("volume"),
  tmpSizeLimit: ref("quantity"),
  certificateHosts: list(hostname),
  serviceType: oneOf("ClusterIP", "NodePort", "LoadBalancer"),
  serviceAnnotations: texts,
  podLabels: texts,
  ...placement,
};

const route = object({ kind: oneOf("exact", "prefix"), path: { type: "string", pattern: "^/" } }, ["kind", "path"]);

const service = object(
  {
    ...sharedByServices,
    scale: oneOf("one", "many"),
    isPublic: flag,
    calls: list(name),
    stores: list(name),
    resources: ref("resources"),
    routes: list(route),
    rpcs: list({ type: "string", pattern: "^[A-Za-z_][A-Za-z0-9_.]*$" }),
  },
  ["scale", "isPublic", "calls", "stores", "resources"],
);

const ofServices = {
  serviceDefaults: object(sharedByServices),
  services: { type: "object", propertyNames: name, additionalProperties: service },
};

const sharedByStores = {
  enabled: flag,
  pullPolicy: ref("pullPolicy"),
  secretName: optional(name),
  external: object({ secretName: optional(name), key: text }),
  resources: ref("resources"),
  volume: ref("volume"),
  tmpSizeLimit: ref("quantity"),
  backup: object({ enabled: flag, schedule: text, keep: whole(1), size: ref("quantity") }),
  ...placement,
};

const store = object({
  ...sharedByStores,
  image: someText,
  backupImage: someText,
  port: whole(1024, 65_535),
  isOptional: flag,
});

function toStores({ stores }: Fleet): Schema {
  const known = Object.fromEntries(stores.map((entry) => [entry.name, store]));
  return { storeDefaults: object(sharedByStores), stores: object(known) };
}

const ofCallers = {
  apiKeys: object({ secretName: optional(name) }),
  tls: object({ enabled: flag, secretName: optional(name), clientAuth: flag }),
  certManager: object({
    enabled: flag,
    trustDomain: hostname,
    issuerRef: object({ name: text, kind: oneOf("Issuer", "ClusterIssuer"), group: text }),
  }),
  tracing: object({
    endpoint: { type: "string", pattern: "^(https?://[^/]+.*)?$" },
    ratio: { type: "number", minimum: 0, maximum: 1 },
  }),
  metrics: object({
    annotations: flag,
    serviceMonitor: object({
      enabled: flag,
      interval: { type: "string", pattern: "^([0-9]+(ms|s|m|h))+$" },
      labels: texts,
    }),
  }),
  tests: object({ enabled: flag }),
  networkPolicy: object({
    enabled: flag,
    gatewayNamespaces: list(name),
    monitoringNamespaces: list(name),
    // A rule without peers would be for everybody.
    extraIngress: list({ type: "object", required: ["from"], properties: { from: { type: "array", minItems: 1 } } }),
    extraEgress: list({ type: "object", required: ["to"], properties: { to: { type: "array", minItems: 1 } } }),
  }),
};

const parentRef = { name, namespace: name, sectionName: text, group: text, kind: text, port: whole(1, 65_535) };

const ofGateways = {
  ingress: object({
    enabled: flag,
    className: text,
    host: hostname,
    grpcHost: optional(hostname),
    annotations: texts,
    grpcAnnotations: texts,
    tlsSecretName: optional(name),
  }),
  gatewayApi: object({
    enabled: flag,
    className: text,
    tlsSecretName: optional(name),
    parentRefs: list(object(parentRef, ["name"])),
    hostnames: list(hostname),
    grpcHostnames: list(hostname),
    annotations: texts,
  }),
  kong: object({
    enabled: flag,
    ingressClass: text,
    keyAuth: flag,
    consumer: object({ name, secretName: optional(name) }),
    rateLimit: object({ perMinute: whole(0) }),
    prometheus: flag,
  }),
};

function object(properties: Schema, required?: readonly string[]): Schema {
  return { type: "object", additionalProperties: false, ...(required && { required }), properties };
}

function list(items: Schema): Schema {
  return { type: "array", items };
}

function oneOf(...values: readonly string[]): Schema {
  return { enum: values };
}

/** Empty text stands for "none" in values. */
function optional(schema: Schema): Schema {
  return { anyOf: [{ const: "" }, schema] };
}

function whole(minimum: number, maximum?: number): Schema {
  return { type: "integer", minimum, ...(maximum !== undefined && { maximum }) };
}

function ref(definition: string): Schema {
  return { $ref: `#/$defs/${definition}` };
}
