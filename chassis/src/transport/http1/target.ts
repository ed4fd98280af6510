import { malformedRequest, malformedTarget, noTunnel } from "../http1-faults.ts";
import type { Fields } from "./fields.ts";

/** A host's name or address with its port, or nothing (RFC 9110 §7.2). */
const hostText = /^[A-Za-z0-9\-._~!$&'()*+,;=:%[\]]*$/;
const absoluteForm = /^https?:\/\/([^/?]+)(.*)$/i;
const slash = 47;

/**
 * Brings a request's target into origin form (RFC 9112 §3.2). The absolute form, which proxies use, names a host itself, and
 * that one counts. Throws MALFORMED_REQUEST for what is no target of this
 * verb, METHOD_NOT_ALLOWED for CONNECT.
 */
export function toOriginForm(verb: string, target: string, headers: Fields): string {
  if (target.charCodeAt(0) === slash || (verb === "OPTIONS" && target === "*")) return target;
  if (verb === "CONNECT") throw noTunnel();
  const [, authority, rest] = absoluteForm.exec(target) ?? [];
  if (authority === undefined || rest === undefined || !hostText.test(authority)) throw malformedTarget();
  headers["host"] = authority;
  return rest.startsWith("/") ? rest : `/${rest}`;
}

/** Every HTTP/1.1 request names a host, if only an empty one (RFC 9112 §3.2). Throws MALFORMED_REQUEST. */
export function assertHost(headers: Fields, isHttp10: boolean): void {
  const host = headers["host"] as string | undefined;
  if (host === undefined ? !isHttp10 : !hostText.test(host)) throw malformedRequest();
}
