import { findProgram } from "@flotilla/testkit/find-program";
import { missesMongo } from "@flotilla/testkit/start-mongo";
import { missesPostgres } from "@flotilla/testkit/start-postgres";

/** Why {@link startRealCampus} cannot be had here: the reason to skip, or false. */
export function missesServers(): string | false {
  const programs = ["nats-server", "redis-server"].map((name) => findProgram(name).missing);
  return [missesPostgres(), missesMongo(), ...programs].find(Boolean) || false;
}
