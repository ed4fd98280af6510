import { Fault } from "../../fault.ts";

const form = /^(\d{1,8}(?:\.\d{1,3})?)(ms|s)?$/;

/**
 * `x-request-timeout` in milliseconds: seconds (`2`, `0.5`) or a number with a unit (`250ms`, `2s`). Anything else is a
 * BAD_TIMEOUT Fault; other units too, since gRPC's `m` means milliseconds and everybody else's means minutes.
 */
export function parseTimeout(header: string | string[] | undefined): number | undefined | Fault {
  if (header === undefined) return undefined;
  const match = form.exec(String(header).trim());
  if (match) return Number(match[1]) * (match[2] === "ms" ? 1 : 1000);
  const message = "x-request-timeout must be seconds such as 2 or 0.5, or have a unit as in 250ms or 2s.";
  return new Fault({ code: "invalid_argument", reason: "BAD_TIMEOUT", message });
}
