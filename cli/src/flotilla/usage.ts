/** What `flotilla --help` prints, and what it says after a mistake. */
export function usage(programs: readonly string[]): string {
  return `Usage:
  flotilla <program> [arguments]
  flotilla probe [--timeout=2s] [--insecure] [url]
  flotilla --version | --help

Programs: ${programs.length === 0 ? "none; `npm run build` makes them" : programs.join(", ")}

A probe asks whether a server can serve, and exits with 0 or 1. Its url is
  http://host:port/path        any answer below 400 is good (https:// too)
  grpc://host:port[/service]   asks grpc.health.v1 (grpcs:// with TLS)
and by default /readyz of this container. TLS_CA_FILE, TLS_CERT_FILE and TLS_KEY_FILE count; --insecure verifies nothing.
`;
}
