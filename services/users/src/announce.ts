import { type App, build, type ChassisSettings, type Telemetry } from "@flotilla/chassis";
import { formatAddress } from "./flags/parse-address.ts";

/** Says where the open doors are and which build it is, in the words of system 003. */
export function announce(app: Pick<App, "doors">, settings: ChassisSettings, { log }: Pick<Telemetry, "log">): void {
  const find = (name: string) => toAddress(app.doors.find((door) => door.name === name)?.url);
  const { version, commit, date } = build;
  const stamp = `(version ${version}, git ${commit}, built on ${date})`;
  log.info(`listening on address ${find("main")}, metrics on ${find("metrics")} ${stamp}`);
  log.info(`TLS is ${settings.tlsCertFile ? "enabled" : "disabled"}`);
  log.info(`reflection is ${settings.reflection ? "enabled" : "disabled"}`);
}

function toAddress(url: string | undefined): string {
  if (url === undefined) return "no port";
  const { hostname, port, protocol } = new URL(url);
  return formatAddress(hostname.replace(/^\[|\]$/g, ""), Number(port || (protocol === "https:" ? 443 : 80)));
}
