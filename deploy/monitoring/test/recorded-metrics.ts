import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../recorded");

/** Programs that cannot be had in a test: Kong, and what a cluster tells. Each file stands for one of them. */
export const recordedPrograms: readonly string[] = readdirSync(folder).map((name) => name.replace(/\.prom$/, ""));

/** Serves a program's recorded series at `/metrics`; counters grow from one scrape to the next, as the program's do. */
export async function serveRecorded(
  program: string,
  services: readonly string[],
): Promise<AsyncDisposable & { readonly address: string }> {
  const text = readFileSync(join(folder, `${program}.prom`), "utf8");
  let scrapes = 0;
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(toExposition(text, services, ++scrapes));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Lines of the service `hello` stand for those of all services. */
function toExposition(text: string, services: readonly string[], scrapes: number): string {
  const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name!, type!]));
  return text.replaceAll(/^([a-z_]+)(\{.*\})? (\S+)$/gm, (line, name: string, labels: string = "", value: string) => {
    const type = types.get(name) ?? types.get(name.replace(/_(bucket|count|sum)$/, ""));
    const now = type === "counter" || type === "histogram" ? Number(value) * scrapes : Number(value);
    const grown = `${name}${labels} ${now}`;
    return line.includes("hello") ? services.map((service) => grown.replaceAll("hello", service)).join("\n") : grown;
  });
}
