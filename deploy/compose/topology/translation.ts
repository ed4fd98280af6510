import { join } from "node:path";
import { readComposeFile, root, toEnvironment } from "../test/compose-file.ts";

/** Ports of a service that has its machine to itself in a container, and has to share this one. */
export interface Door {
  readonly port: number;
  readonly adminPort: number;
  /** Of the extra door that some services have. */
  readonly morePort: number;
}

/** What containers are on this machine. */
export interface Translation {
  /** Stands for the folders that are mounted. */
  readonly folder: string;
  readonly doors: ReadonlyMap<string, Door>;
  readonly jaegerUrl: string;
}

/** The environment of a service's container in the words of this machine. Throws where a word is left that has no meaning here. */
export function createTranslation({ folder, doors, jaegerUrl }: Translation) {
  const { services } = readComposeFile();
  const words = new Map([
    ["http://jaeger:4318", jaegerUrl],
    ...[...doors].map(([name, { port }]) => [`http://${name}:8080`, `http://127.0.0.1:${port}`] as const),
  ]);
  const translate = (service: string, value: string): string => {
    if (value.startsWith("http://") && !words.has(value)) throw new Error(`${value} is nowhere`);
    return (words.get(value) ?? value)
      .replace(/^\/run\/secrets\//, `${folder}/secrets/`)
      .replace(/^\/data$/, join(folder, "data", service))
      .replace(/^\/config\//, `${join(root, "deploy/compose/config")}/`);
  };
  return (service: string): Readonly<Record<string, string>> => {
    const { port, adminPort, morePort } = doors.get(service)!;
    const given = Object.entries(toEnvironment(services[service]!));
    return {
      ...Object.fromEntries(given.map(([name, value]) => [name, translate(service, value)])),
      ...{ HOST: "127.0.0.1", PORT: String(port), ADMIN_PORT: String(adminPort) },
      ...(["students", "courses"].includes(service) && { GRPC_PORT: String(morePort) }),
      ...(service === "users" && { METRICS_ADDRESS: `127.0.0.1:${morePort}` }),
    };
  };
}
