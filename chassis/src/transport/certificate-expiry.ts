import { X509Certificate } from "node:crypto";
import type { Registry } from "@prometheus-io/client";
import { splitCertificates } from "../pem.ts";
import { registerFamily } from "../telemetry/histogram.ts";

/** Tells by `tls_certificate_expiry_timestamp_seconds` when the certificate that `read` answers expires. */
export function createExpiryGauge(metrics: Registry, read: () => string): void {
  const family = {
    name: "tls_certificate_expiry_timestamp_seconds",
    help: "When the certificate of the port expires, or that of its chain that expires first.",
  };
  registerFamily(metrics, family, "gauge", () => [{ labels: {}, value: readExpiry(read()) }]);
}

/** Unix seconds at which the first certificate of a chain expires. */
function readExpiry(chain: string): number {
  const dates = splitCertificates(chain).map((pem) => new X509Certificate(pem).validToDate.getTime());
  return Math.min(...dates) / 1000;
}
