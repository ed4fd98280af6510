import { join } from "node:path";
import { readFleet } from "../generate/fleet.ts";
import { readBuildRecord } from "./build-record.ts";
import type { Docker } from "./docker.ts";

/** Makes the image `image` from the layers' archives in `folder`, stamped as dist/ is. */
export async function buildImage(
  docker: Docker,
  where: { dist: string; folder: string; image: string },
): Promise<void> {
  const { build } = readBuildRecord(where.dist);
  const stamps = { source: readFleet().source, ...build };
  const args = Object.entries(stamps).map(([name, value]) => `--build-arg=${name.toUpperCase()}=${value}`);
  const file = `--file=${join(import.meta.dirname, "Dockerfile")}`;
  await docker.run("build", "--quiet", "--target=offline", file, `--tag=${where.image}`, ...args, where.folder);
}
