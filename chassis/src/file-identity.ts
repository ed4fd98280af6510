import { statSync } from "node:fs";

/** Tells one state of the file at `path` from another, through links; a file that cannot be reached has one too. */
export function readFileIdentity(path: string): string {
  try {
    const { dev, ino, size, mtimeNs } = statSync(path, { bigint: true });
    return `${dev}:${ino}:${size}:${mtimeNs}`;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code ?? "unreadable";
  }
}
