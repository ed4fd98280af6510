import { execFile, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { loadCore, pinned } from "./pinning.ts";
import { outFolder } from "./places.ts";
import { sampleUser } from "./sample-users.ts";
import type { Shape } from "./sections.ts";
import { type Work, works } from "./works.ts";

const traceparent = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

const seconds = 2;

/** True where h2load (Debian: nghttp2-client) is installed. */
export const hasH2load = spawnSync("h2load", ["--version"]).status === 0;

/** Requests per second of one request repeated: the same headers, argument and timeout in every call. */
export async function runH2load(port: number, work: Work, { connections, streams }: Shape): Promise<number> {
  const args = [`-c${connections}`, `-m${streams}`, "-t1", `-D${seconds}`, "--warm-up-time=3", "-H", traceparent];
  const request = works[work].door === "rest" ? restArgs(port) : grpcArgs(port);
  const [command = "", ...rest] = pinned(loadCore, ["h2load", ...args, ...request]);
  const { stdout } = await promisify(execFile)(command, rest, { timeout: (seconds + 20) * 1000 });
  return parseH2load(stdout);
}

/** Reads h2load's figure; throws when an answer was not 2xx or none came. */
export function parseH2load(text: string): number {
  const perSecond = Number(/finished in [^,]+, ([\d.]+) req\/s/.exec(text)?.[1]);
  const failed = Number(/(\d+) failed/.exec(text)?.[1]);
  const codes = /status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx/.exec(text)?.slice(1).map(Number) ?? [];
  const [good = 0, ...bad] = codes;
  if (!(perSecond > 0) || failed !== 0 || good === 0 || bad.some((count) => count > 0)) {
    throw new Error(`h2load saw failures: ${text.slice(-500)}`);
  }
  return perSecond;
}

function restArgs(port: number): string[] {
  return ["--h1", `http://127.0.0.1:${port}/v1/users/${sampleUser(7).id}`];
}

function grpcArgs(port: number): string[] {
  const email = Buffer.from(sampleUser(7).email);
  const body = join(outFolder, "get-by-email.bin");
  writeFileSync(body, Buffer.concat([Buffer.from([0, 0, 0, 0, email.length + 2, 0x0a, email.length]), email]));
  const headers = ["-H", "content-type: application/grpc", "-H", "te: trailers", "-H", "grpc-timeout: 9500000u"];
  return [...headers, "-d", body, `http://127.0.0.1:${port}/user.UserService/GetByEmail`];
}
