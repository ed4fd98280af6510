import type { Logger } from "../../telemetry/logger.ts";
import { type Address, describeAddress } from "./address.ts";

/** Logs when an address is out of reach, once for each reason in turn and not for every attempt, and when it is back. */
export function createReachLog(log: Logger, target: string, address: Address): (failure: string | undefined) => void {
  const fields = { target, address: describeAddress(address) };
  let told: string | undefined;
  return (failure) => {
    if (failure === told) return;
    told = failure;
    if (failure !== undefined) log.warn({ ...fields, reason: failure }, "address out of reach");
    else log.info(fields, "address back in reach");
  };
}
