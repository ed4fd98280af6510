import type { PeerCertificate } from "node:tls";
import { readUriNames } from "../../uri-names.ts";

/**
 * What `tls.connect` asks in place of its own look at host names: the certificate must have `identity` as its one URI name
 * (X.509-SVID §2: a certificate with several is no SPIFFE identity).
 */
export function createIdentityCheck(
  identity: string,
): (host: string, certificate: PeerCertificate) => Error | undefined {
  return (_host, { raw }) => {
    // Loaded when it is needed: most clients ask for host names, and a command line should start fast.
    const { X509Certificate } = process.getBuiltinModule("node:crypto");
    const names = readUriNames(new X509Certificate(raw));
    if (names.length === 1 && names[0] === identity) return undefined;
    const shown = names.length === 0 ? "no identity" : names.join(" and ");
    return new Error(`its certificate is for ${shown}, not for ${identity}`);
  };
}
