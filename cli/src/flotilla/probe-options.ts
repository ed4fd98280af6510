/** How a server is probed. */
export interface ProbeOptions {
  /** With the scheme http, https, grpc or grpcs. */
  readonly url: URL;
  readonly timeoutMs: number;
  /** Takes any certificate. */
  readonly isInsecure: boolean;
  /** PEM files: the authority of the server's certificate, and the certificate to show it. */
  readonly files: Readonly<Record<"ca" | "cert" | "key", string | undefined>>;
}
