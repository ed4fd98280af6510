import { describeError } from "./describe-error.ts";

/** Why a peer's certificate is not trusted, by OpenSSL's verification codes (verify(1), "Diagnostics"). */
const untrusted: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not yet valid",
  CERT_REVOKED: "its certificate was revoked",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is not of an authority that we trust",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not of an authority that we trust",
  UNABLE_TO_GET_ISSUER_CERT: "its certificate is not of an authority that we trust",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is not of an authority that we trust",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not of an authority that we trust",
  CERT_SIGNATURE_FAILURE: "its certificate is not of an authority that we trust",
  INVALID_PURPOSE: "its certificate is not for servers",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};

/** What the peer said against our certificate, by the alerts of TLS (RFC 8446 §6.2). */
const refused: Readonly<Record<string, string>> = {
  CERTIFICATE_REQUIRED: "it wants a certificate and we have none",
  CERTIFICATE_EXPIRED: "it refuses our certificate as expired",
  CERTIFICATE_REVOKED: "it refuses our certificate as revoked",
  CERTIFICATE_UNKNOWN: "it refuses our certificate",
  BAD_CERTIFICATE: "it refuses our certificate",
  UNSUPPORTED_CERTIFICATE: "it refuses our certificate",
  UNKNOWN_CA: "it does not trust the authority of our certificate",
};

const alertCode = /^ERR_SSL_.*_ALERT_(.+)$/;

/** What an error of opening or losing a TLS connection says, for a person: whose certificate is wrong, and how. */
export function describeTlsError(error: Error & { readonly code?: unknown }): string {
  const code = String(error.code);
  const meaning = untrusted[code] ?? refused[alertCode.exec(code)?.[1] ?? ""];
  // Node advises to start it otherwise, which is not for whoever reads this.
  const said = describeError(error).replace(/; if the root CA is installed locally, .*$/, "");
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER") return `it does not speak TLS (${said})`;
  return meaning ? `${meaning} (${said})` : said;
}

/** Whether the peer ended the connection because of our certificate: it has looked at nothing else then. */
export function isCertificateRefused(error: Error & { readonly code?: unknown }): boolean {
  return (alertCode.exec(String(error.code))?.[1] ?? "") in refused;
}
