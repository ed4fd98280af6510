import { join } from "node:path";
import { issueCertificates } from "./issue-certificates.ts";
import { readOptions, usage } from "./read-options.ts";

try {
  const options = readOptions(process.argv.slice(2), new Date());
  if (options) {
    const issued = await issueCertificates(options);
    process.stdout.write(toText(options.out, issued));
  } else process.stdout.write(usage);
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n\n${usage}`);
  process.exitCode = 2;
}

function toText(out: string, issued: Awaited<ReturnType<typeof issueCertificates>>): string {
  const width = Math.max(...issued.map(({ name }) => name.length));
  const rows = issued.map(({ name, outcome, notAfter }) => {
    return `  ${name.padEnd(width)}  ${outcome}  until ${notAfter.toISOString().slice(0, 10)}`;
  });
  const path = (name: string) => join(out, name);
  return `${rows.join("\n")}

A service with mutual TLS:
  TLS_CERT_FILE=${path("places.crt")} TLS_KEY_FILE=${path("places.key")} \\
  TLS_CLIENT_CA_FILE=${path("ca.crt")} npm run start:places

One that calls it:
  TLS_CERT_FILE=${path("clock.crt")} TLS_KEY_FILE=${path("clock.key")} TLS_CA_FILE=${path("ca.crt")} \\
  PLACES_URL=https://localhost:8080 PORT=8081 npm run start:clock

You:
  curl --cacert ${path("ca.crt")} --cert ${path("operator.crt")} --key ${path("operator.key")} \\
    'https://localhost:8080/v1/places:find?name=Lisbon'
`;
}
