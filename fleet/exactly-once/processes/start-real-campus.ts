import { findFreePort } from "@flotilla/testkit/free-port";
import { startMongo } from "@flotilla/testkit/start-mongo";
import { startNats } from "@flotilla/testkit/start-nats";
import { startPostgres } from "@flotilla/testkit/start-postgres";
import { startRedis } from "@flotilla/testkit/start-redis";
import { startService } from "@flotilla/testkit/start-service";
import type { Campus, Victim } from "./campus.ts";
import { KeptLogs } from "./kept-logs.ts";
import { NatsLog } from "./nats-log.ts";
import { PostgresSaveLog } from "./postgres-save-log.ts";

type Owned = Omit<Victim, "name"> & AsyncDisposable;

/**
 * students and courses as processes, on PostgreSQL, MongoDB's protocol, Redis and NATS; all six may be killed. The two write
 * their logs to the folder, if one is given.
 */
export async function startRealCampus(logFolder?: string): Promise<Campus> {
  await using stack = new AsyncDisposableStack();
  const own = async <T extends Owned>(started: Promise<T>) => stack.use(await started);
  const [postgres, mongo, redis, nats] = await Promise.all([
    own(startPostgres()),
    own(startMongo()),
    own(startRedis()),
    own(startNats()),
  ]);
  const [studentsPort, coursesPort, ...grpcPorts] = await Promise.all(Array.from({ length: 4 }, findFreePort));
  const addresses = { left: `http://127.0.0.1:${studentsPort}`, right: `http://127.0.0.1:${coursesPort}` };
  const common = { REDIS_URL: redis.url, NATS_URL: nats.url, OTEL_TRACES_EXPORTER: "none" };
  const logs = stack.use(new KeptLogs(logFolder));
  const [students, courses] = await Promise.all([
    own(
      startService("students", {
        env: {
          ...{ ...common, PORT: String(studentsPort), GRPC_PORT: String(grpcPorts[0]) },
          ...{ POSTGRES_URL: postgres.url, COURSES_URL: addresses.right },
        },
        onLine: logs.open("students"),
      }),
    ),
    own(
      startService("courses", {
        env: {
          ...{ ...common, PORT: String(coursesPort), GRPC_PORT: String(grpcPorts[1]) },
          ...{ MONGO_URL: `${mongo.url}/campus`, STUDENTS_URL: addresses.left },
        },
        onLine: logs.open("courses"),
      }),
    ),
  ]);
  const log = stack.use(await NatsLog.connect(nats.url));
  const saves = new PostgresSaveLog(postgres.url);
  const victims = Object.entries({ students, courses, postgres, mongo, redis, nats }).map(([name, owned]) => ({
    name,
    kill: () => owned.kill(),
    restart: () => owned.restart(),
  }));
  const moved = stack.move();
  return {
    addresses,
    victims,
    readMessages: () => log.readMessages(),
    countWaiting: () => log.countWaiting(),
    countDeadLetters: () => log.countDeadLetters(),
    wipeBroker: () => nats.wipe(),
    installSaveLog: () => saves.install(),
    readSaves: async () => ({ left: await saves.read(), right: undefined }),
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  };
}
