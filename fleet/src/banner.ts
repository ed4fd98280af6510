import type { App, ChassisSettings } from "@flotilla/chassis";

/** One service as the banner shows it. */
interface Entry {
  readonly name: string;
  readonly rest: string;
  readonly rpc: string;
  /** A command to try; `URL` stands for what curl takes, `HOST` for `host:port`. */
  readonly command: string;
}

const entries: readonly Entry[] = [
  { name: "hello", rest: "/", rpc: "flotilla.hello.v1.HelloService", command: "curl URL/" },
  {
    name: "pictures",
    rest: "/homersimpson, /v1/pictures",
    rpc: "flotilla.pictures.v1.PicturesService",
    command: "curl --output doughnut.png URL/homersimpson",
  },
  {
    name: "clock",
    rest: "/covilha, /v1/times",
    rpc: "flotilla.clock.v1.ClockService",
    command: "curl URL/v1/times/Covilhã",
  },
  {
    name: "places",
    rest: "/v1/places",
    rpc: "flotilla.places.v1.PlacesService",
    command: "curl 'URL/v1/places:nearest?latitude=40.28&longitude=-7.5'",
  },
  { name: "ports", rest: "/ports", rpc: "flotilla.ports.v1.PortsService", command: "curl URL/ports/NLRTM" },
  {
    name: "users",
    rest: "/v1/users",
    rpc: "flotilla.users.v1.UsersService, user.UserService",
    command: "npx users-cli --address=HOST search --name=alenc",
  },
  {
    name: "students",
    rest: "/api/students",
    rpc: "flotilla.campus.v1.StudentsService, nis_test.GetCourseStudents",
    command: "curl URL/api/students",
  },
  {
    name: "courses",
    rest: "/api/courses",
    rpc: "flotilla.campus.v1.CoursesService, nis_test.GetStudentCourses",
    command: "curl 'URL/api/courses?kind=elective'",
  },
];

/** Says on standard output what is up and what to try, unless the log is to be JSON, which it would break. */
export function showBanner({ doors }: App, { logFormat, dataDir }: ChassisSettings): void {
  if (logFormat !== "json") process.stdout.write(formatBanner(doors, dataDir));
}

/** The banner's text. The first door is the main one; what operators ask is behind the door `admin` where there is one. */
export function formatBanner(
  doors: readonly { readonly name: string; readonly url: string }[],
  dataDir: string,
): string {
  const url = doors[0]?.url ?? "";
  const host = new URL(url).host;
  const admin = doors.find((door) => door.name === "admin")?.url ?? url;
  const others = doors.slice(1).map((door) => `  ${door.name.padEnd(10)}${door.url}\n`);
  return `
Flotilla is up on ${url} with REST, gRPC, gRPC-Web and Connect.

${entries.map((entry) => formatEntry(entry, url, host)).join("")}
  docs      ${admin}/docs    ready ${admin}/readyz    metrics ${admin}/metrics
${others.join("")}
Data is kept in ${dataDir}. Ctrl-C stops the fleet.

`;
}

function formatEntry({ name, rest, rpc, command }: Entry, url: string, host: string): string {
  const isTls = url.startsWith("https:");
  const [place, cli] = isTls ? [url, "users-cli --tls"] : [host, "users-cli"];
  const typed = command.replace("URL", place).replace("users-cli", cli).replace("HOST", host);
  return `  ${name.padEnd(10)}REST ${rest}   gRPC ${rpc}\n            $ ${typed}\n`;
}
