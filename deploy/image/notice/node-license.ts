import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * The licences of Node and of what is linked into its binary. npm's package of the binary has them, and the package `node`,
 * which installs that, leaves them behind: so it is asked for once more, and kept in .cache/.
 */
export async function readNodeLicense(root: string): Promise<Buffer> {
  const { version } = JSON.parse(await readFile(join(root, "node_modules/node/package.json"), "utf8"));
  const kept = join(root, `.cache/node-license/${version}`);
  return await readFile(kept).catch(async () => {
    await fetchLicense(`node-${process.platform}-${process.arch}@${version}`, kept);
    return await readFile(kept);
  });
}

async function fetchLicense(name: string, target: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "flotilla-node-"));
  try {
    const { stdout } = await run("npm", ["pack", "--silent", "--prefer-offline", name], { cwd: folder });
    await run("tar", ["-xzf", stdout.trim(), "package/LICENSE"], { cwd: folder });
    await mkdir(join(target, ".."), { recursive: true });
    await rename(join(folder, "package/LICENSE"), target);
  } finally {
    await rm(folder, { recursive: true });
  }
}
