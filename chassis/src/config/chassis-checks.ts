import type { ChassisSettings } from "./chassis-fields.ts";
import type { Check } from "./read-config.ts";

/** What must fit together among the settings that every process has. */
export const chassisChecks: readonly Check<ChassisSettings>[] = [
  {
    needs: ["tlsCertFile", "tlsKeyFile"],
    find({ tlsCertFile, tlsKeyFile }) {
      if ((tlsCertFile === undefined) === (tlsKeyFile === undefined)) return undefined;
      const [set, absent] = tlsCertFile ? ["TLS_CERT_FILE", "TLS_KEY_FILE"] : ["TLS_KEY_FILE", "TLS_CERT_FILE"];
      return `${absent} must be set, since ${set} is`;
    },
  },
  {
    needs: ["tlsCertFile", "tlsClientCaFile"],
    find: ({ tlsCertFile, tlsClientCaFile }) =>
      tlsClientCaFile !== undefined && tlsCertFile === undefined
        ? "TLS_CLIENT_CA_FILE needs TLS_CERT_FILE and TLS_KEY_FILE: there are no client certificates without TLS"
        : undefined,
  },
  {
    needs: ["port", "grpcPort", "adminPort"],
    find({ port, grpcPort, adminPort }) {
      const doors = [port, grpcPort, adminPort].filter((door) => door !== undefined && door !== 0);
      return new Set(doors).size === doors.length ? undefined : "PORT, GRPC_PORT and ADMIN_PORT must differ";
    },
  },
  {
    needs: ["otelPropagators"],
    find: ({ otelPropagators }) =>
      otelPropagators.includes("none") && otelPropagators.length > 1
        ? "OTEL_PROPAGATORS must be none alone, or a list without it"
        : undefined,
  },
];
