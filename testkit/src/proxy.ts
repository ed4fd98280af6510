/** What a proxy stands in front of, and the certificate that it shows. */
export interface ProxyOptions {
  /** `host:port` of the App. */
  readonly upstream: string;
  /** Paths of PEM files. */
  readonly certificate: { readonly cert: string; readonly key: string };
  /** Whether the App speaks TLS. Default: no. */
  readonly isUpstreamSecure?: boolean;
}

/** A proxy that a test owns. gRPC goes on to the App in HTTP/2, all else in HTTP/1.1. */
export interface StartedProxy extends AsyncDisposable {
  /** HTTP/1.1 in cleartext. */
  readonly http1Url: string;
  /** HTTP/2 in cleartext, for gRPC. */
  readonly grpcUrl: string;
  /** TLS with both, by ALPN. */
  readonly secureUrl: string;
}
