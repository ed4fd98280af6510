// What `npm run image…` does once dist/ is built: `files` writes the layers' archives, `build` makes the image from them,
// `fleet` runs the fleet from it until Ctrl-C.
import { once } from "node:events";
import { join } from "node:path";
import { readFleet } from "../generate/fleet.ts";
import { buildImage } from "./build-image.ts";
import { type Docker, openDocker } from "./docker.ts";
import { writeLayers } from "./write-layers.ts";

const root = join(import.meta.dirname, "../..");
const dist = process.env["DIST"] ?? join(root, "dist");
const folder = join(root, ".cache/image");
const { image } = readFleet();
const say = (line: string) => void process.stderr.write(`flotilla: ${line}\n`);

const [command = "build"] = process.argv.slice(2);
await writeLayers({ root, dist, node: process.execPath, folder });
say(`the layers are in ${folder}`);
if (command !== "files") {
  await using docker = await openDocker(process.env);
  await buildImage(docker, { dist, folder, image });
  say(`${image} is built`);
  if (command === "fleet") await runFleet(docker);
  else if (!docker.keepsImages)
    say("no Docker runs on this machine: the image ends with the daemon that was started for it");
}

/** As strictly as the chart runs it; on the machine's network, since an own daemon has no other. */
async function runFleet(docker: Docker): Promise<void> {
  const strict = ["--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges"];
  const fleet = docker.spawn(
    "run",
    "--rm",
    "--init=false",
    "--network=host",
    ...strict,
    "--env=HOST=127.0.0.1",
    image,
    "fleet",
  );
  const forward = () => void fleet.kill("SIGTERM");
  process.on("SIGINT", forward).on("SIGTERM", forward);
  const [code] = await once(fleet, "exit");
  process.exitCode = code ?? 1;
}
