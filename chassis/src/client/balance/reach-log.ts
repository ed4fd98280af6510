import type { Logger } from "../../telemetry/logger.ts";
import { type Address, describeAddress } from "./address.ts";

/** Logs when an address is out of reach, with the reason, and when it is back: once each, not for every attempt. */
export function createReachLog(log: Logger, target: string, address: Address): (failure: string | undefined) => void {
  const fields = { target, address: describeAddress(address) };
  let isAway = false;
  return (failure) => {
    if (isAway === (failure !== undefined)) return;
    isAway = !isAway;
    if (isAway) log.warn({ ...fields, reason: failure }, "address out of reach");
    else log.info(fields, "address back in reach");
  };
}
