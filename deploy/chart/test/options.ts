// Values that switch everything on, so that each value has something to change.

/** All options at once, as far as they go together. */
export const everything = {
  namespace: { create: true },
  serviceDefaults: { verticalPodAutoscaler: true, autoscaling: { callsPerSecond: 100 } },
  apiKeys: { secretName: "api-keys" },
  tls: { enabled: true, clientAuth: true },
  certManager: { enabled: true },
  tracing: { endpoint: "http://collector.monitoring:4318" },
  metrics: { serviceMonitor: { enabled: true, labels: { release: "prometheus" } } },
  ingress: { enabled: true, className: "kong", grpcHost: "grpc.flotilla.example.com", tlsSecretName: "certificate" },
  gatewayApi: { enabled: true, className: "kong", tlsSecretName: "certificate" },
  kong: { enabled: true },
} as const;

/** Stores that others run, all four. */
export const stores = Object.fromEntries(
  ["mongo", "nats", "postgres", "redis"].map((name) => [
    name,
    { enabled: false, external: { secretName: `${name}-elsewhere` } },
  ]),
);
