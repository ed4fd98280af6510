import { toGrpcCodeName } from "@flotilla/chassis/client";
import { Fault } from "@flotilla/chassis/fault";
import { CliError } from "./cli-error.ts";
import type { Connection } from "./settings.ts";

/** Says a failed call in the words of grpc-go, with the flag that would help where one would. */
export function toCliError(thrown: unknown, prefix: string, connection: Connection): CliError {
  if (!(thrown instanceof Fault)) throw thrown;
  const text = `${prefix}rpc error: code = ${toGrpcCodeName(thrown.code)} desc = ${thrown.message}`;
  const hint = thrown.code === "unavailable" ? findHint(thrown, connection) : undefined;
  return new CliError(hint ? `${text} (${hint})` : text);
}

const refused = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT/;
const misnamed = /ERR_TLS_CERT_ALTNAME_INVALID/;
const distrusted = /certificate|self.signed|issuer|UNABLE_TO_|CERT_/i;

function findHint(fault: Fault, connection: Connection): string | undefined {
  const lost = fault.cause as { cause?: { code?: string } } | undefined;
  const text = `${lost?.cause?.code ?? ""} ${fault.message}`;
  if (refused.test(text)) return undefined;
  if (connection.isCleartext)
    return "the connection was in cleartext; if the server speaks TLS, try --tls or --cacert=FILE";
  if (misnamed.test(text)) return "if the certificate is the server's under another name, try --servername=NAME";
  if (distrusted.test(text)) return "to trust the server's certificate, try --cacert=FILE, or --insecure for any";
  return "the connection was over TLS; if the server speaks cleartext, try --cleartext";
}
