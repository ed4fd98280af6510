import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "./find-program.ts";

/** Debian keeps the server's programs of each version in a folder that is not on PATH. */
const debianFolder = "/usr/lib/postgresql";

/** Why PostgreSQL cannot be started here, or false; in CI a missing program is an Error. */
export function missesPostgres(): string | false {
  return listDebianVersions().length > 0 ? false : findProgram("postgres").missing;
}

/** Where a program of the newest PostgreSQL lies. */
export function findPostgres(program: "initdb" | "postgres"): string {
  const newest = listDebianVersions().at(-1);
  return newest === undefined ? findProgram(program).path : join(debianFolder, newest, "bin", program);
}

function listDebianVersions(): readonly string[] {
  if (!existsSync(debianFolder)) return [];
  const versions = readdirSync(debianFolder).filter((version) =>
    existsSync(join(debianFolder, version, "bin/postgres")),
  );
  return versions.toSorted((a, b) => Number(a) - Number(b));
}
