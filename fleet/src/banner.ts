import type { App, ChassisSettings } from "@flotilla/chassis";

/** One service as the banner shows it. */
interface Entry {
  readonly name: string;
  readonly rest: string;
  readonly rpc: string;
  /** A command to try; `HOST` stands for `host:port`. */
  readonly command: string;
}

const entries: readonly Entry[] = [
  { name: "hello", rest: "/", rpc: "flotilla.hello.v1.HelloService", command: "curl HOST/" },
  { name: "ports", rest: "/ports", rpc: "flotilla.ports.v1.PortsService", command: "curl HOST/ports/NLRTM" },
  {
    name: "users",
    rest: "/v1/users",
    rpc: "flotilla.users.v1.UsersService, user.UserService",
    command: "npx users-cli --address=HOST search --name=alenc",
  },
];

/** Says on standard output what is up and what to try, unless the log is to be JSON, which it would break. */
export function showBanner({ doors }: App, { logFormat, dataDir }: ChassisSettings): void {
  if (logFormat !== "json") process.stdout.write(formatBanner(doors, dataDir));
}

/** The banner's text. The first door is the main one. */
export function formatBanner(
  doors: readonly { readonly name: string; readonly url: string }[],
  dataDir: string,
): string {
  const url = doors[0]?.url ?? "";
  const host = new URL(url).host;
  const others = doors.slice(1).map((door) => `  ${door.name.padEnd(8)}${door.url}\n`);
  return `
Flotilla is up on ${url} with REST, gRPC, gRPC-Web and Connect.

${entries.map((entry) => formatEntry(entry, url, host)).join("")}
  docs    ${url}/docs    ready ${url}/readyz    metrics ${url}/metrics
${others.join("")}
Data is kept in ${dataDir}. Ctrl-C stops the fleet.

`;
}

function formatEntry({ name, rest, rpc, command }: Entry, url: string, host: string): string {
  const isTls = url.startsWith("https:");
  const [curl, cli] = isTls ? [`curl ${url}`, "users-cli --tls"] : [`curl ${host}`, "users-cli"];
  const typed = command.replace("curl HOST", curl).replace("users-cli", cli).replace("HOST", host);
  return `  ${name.padEnd(8)}REST ${rest}   gRPC ${rpc}\n          $ ${typed}\n`;
}
