// `npm run compose`: makes the secrets that are missing, and starts the fleet with all that stands beside it. Arguments go to
// `docker compose` instead: `npm run compose -- down`. COMPOSE_PROFILES narrows what is started.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { env, exit, stdout } from "node:process";
import { makeSecrets } from "./make-secrets.ts";

const root = join(import.meta.dirname, "../..");
const [, , ...given] = process.argv;
const args = given.length > 0 ? given : ["up", "--detach", "--wait"];

const made = makeSecrets(join(import.meta.dirname, "secrets"));
if (made.length > 0) stdout.write(`made deploy/compose/secrets/: ${made.join(", ")}\n`);
const profiles = { COMPOSE_PROFILES: "core,gateway,observe" };
const compose = spawn("docker", ["compose", ...args], { cwd: root, env: { ...profiles, ...env }, stdio: "inherit" });
compose.once("error", ({ message }) => {
  stdout.write(`docker cannot be started: ${message}\n`);
  exit(1);
});
const [code] = await once(compose, "exit");
exit(code ?? 1);
