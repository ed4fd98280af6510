// `npm run compose`: makes secrets and image where they are missing, and starts the fleet with all that stands beside it.
// Arguments go to `docker compose` instead: `npm run compose -- down`. COMPOSE_PROFILES narrows what is started.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { env, exit, stdout } from "node:process";
import { readFleet } from "../generate/fleet.ts";
import { listSteps } from "./list-steps.ts";
import { makeSecrets } from "./make-secrets.ts";

const cwd = join(import.meta.dirname, "../..");
const [, , ...args] = process.argv;

const made = makeSecrets(join(import.meta.dirname, "secrets"));
if (made.length > 0) stdout.write(`made deploy/compose/secrets/: ${made.join(", ")}\n`);
for (const step of listSteps({ args, image: env["FLOTILLA_IMAGE"], hasImage })) {
  const code = await compose(step);
  if (code !== 0) exit(code);
}

function hasImage(): boolean {
  return spawnSync("docker", ["image", "inspect", readFleet().image], { stdio: "ignore" }).status === 0;
}

async function compose(step: readonly string[]): Promise<number> {
  const profiles = { COMPOSE_PROFILES: "core,gateway,observe" };
  const docker = spawn("docker", ["compose", ...step], { cwd, env: { ...profiles, ...env }, stdio: "inherit" });
  docker.once("error", ({ message }) => {
    stdout.write(`docker cannot be started: ${message}\n`);
    exit(1);
  });
  const [code] = await once(docker, "exit");
  return code ?? 1;
}
