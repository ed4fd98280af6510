// The part of the image that changes with Node and Debian only: Node itself, what it is linked with, the authorities that
// it trusts, and the few files by which a C library knows where it is.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type DebianPackage, findDebianPackage } from "./debian-package.ts";
import { findLibraries, nativeLibraries } from "./native-libraries.ts";
import { type RootFile, textFile } from "./root-file.ts";

const run = promisify(execFile);

/** Where the authorities lie, on Debian and in the image. */
const authorities = "/etc/ssl/certs/ca-certificates.crt";
const authoritiesPackage = "ca-certificates";

/** Everyone in the image: root, who owns the files, and the one who runs there. Nobody has a home or a shell. */
const users = `root:x:0:0:root:/nonexistent:/nonexistent
flotilla:x:65532:65532:flotilla:/nonexistent:/nonexistent
`;
const groups = "root:x:0:\nflotilla:x:65532:\n";

/** Node's part of the image, from the binary `node` and the Debian system that this runs on. */
export async function runtimeFiles(node: string): Promise<RootFile[]> {
  return [
    { kind: "file", path: "usr/local/bin/node", mode: 0o755, read: () => readStripped(node) },
    ...(await nativeLibraries(node)),
    { kind: "file", path: authorities.slice(1), mode: 0o644, read: () => readFile(authorities) },
    textFile("etc/passwd", users),
    textFile("etc/group", groups),
    textFile("etc/nsswitch.conf", "hosts: files dns\n"),
    { kind: "folder", path: "tmp", mode: 0o1777 },
    // Docker gives a new volume the mode of the folder that it takes the place of: services keep their files there.
    { kind: "folder", path: "data", mode: 0o1777 },
    ...(await runtimePackages(node)).map(({ name }) => copyright(name)),
  ];
}

/** The packages of Debian that files of {@link runtimeFiles} come from, by name. */
export async function runtimePackages(node: string): Promise<DebianPackage[]> {
  const found = await Promise.all((await findLibraries(node)).map(findDebianPackage));
  // The bundle itself is written when its package is installed, so that no package has it.
  const bundle = await findDebianPackage(`/usr/share/doc/${authoritiesPackage}/copyright`);
  const byName = new Map([...found, bundle].map((entry) => [entry.name, entry]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Without the names of its native functions, which only a debugger of C++ reads: a fifth of its bytes. */
async function readStripped(program: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "flotilla-strip-"));
  try {
    const stripped = join(folder, "node");
    await run("strip", ["--strip-all", "-o", stripped, program]);
    return await readFile(stripped);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function copyright(name: string): RootFile {
  const path = `usr/share/doc/${name}/copyright`;
  return { kind: "file", path, mode: 0o644, read: () => readFile(`/${path}`) };
}
