import { open } from "node:fs/promises";
import { dirname } from "node:path";
import type { RootFile } from "./root-file.ts";

const blockBytes = 512;
const pathBytes = 100;
const types = { file: "0", link: "2", folder: "5" };

/**
 * Writes entries as a tar archive (POSIX.1-1988, ustar): sorted by path, owned by root, all of one time. The same entries
 * give the same bytes, on any machine. Folders that nobody names are added with mode 755.
 */
export async function writeTar(path: string, entries: readonly RootFile[], modifiedSeconds: number): Promise<void> {
  await using archive = await open(path, "w");
  for (const entry of withFolders(entries)) {
    const content = entry.kind === "file" ? await entry.read() : Buffer.alloc(0);
    await archive.write(toHeader(entry, content.length, modifiedSeconds));
    await archive.write(content);
    await archive.write(Buffer.alloc(-content.length & (blockBytes - 1)));
  }
  await archive.write(Buffer.alloc(2 * blockBytes));
}

function withFolders(entries: readonly RootFile[]): RootFile[] {
  const byPath = new Map<string, RootFile>();
  for (const { path } of entries) {
    for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
      byPath.set(folder, { kind: "folder", path: folder, mode: 0o755 });
    }
  }
  for (const entry of entries) byPath.set(entry.path, entry);
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function toHeader(entry: RootFile, bytes: number, modifiedSeconds: number): Buffer {
  const name = entry.kind === "folder" ? `${entry.path}/` : entry.path;
  const target = entry.kind === "link" ? entry.to : "";
  for (const text of [name, target])
    if (Buffer.byteLength(text) > pathBytes) throw new Error(`too long for tar: ${text}`);
  const header = Buffer.alloc(blockBytes);
  header.write(name, 0);
  header.write(toOctal(entry.kind === "link" ? 0o777 : entry.mode, 8), 100);
  header.write(toOctal(0, 8), 108);
  header.write(toOctal(0, 8), 116);
  header.write(toOctal(bytes, 12), 124);
  header.write(toOctal(modifiedSeconds, 12), 136);
  header.write(types[entry.kind], 156);
  header.write(target, 157);
  header.write("ustar\u000000", 257);
  header.write(toOctal(checksum(header), 7), 148);
  return header;
}

/** The sum of all bytes of the header, its own field taken for spaces. */
function checksum(header: Buffer): number {
  header.fill(" ", 148, 156);
  return header.reduce((sum, byte) => sum + byte, 0);
}

/** Digits to fill a field but for the NUL at its end. */
function toOctal(value: number, fieldBytes: number): string {
  return `${value.toString(8).padStart(fieldBytes - 1, "0")}\0`;
}
