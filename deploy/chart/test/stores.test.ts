// The stores' own programs with the files, arguments and environment that their pods have. What an image adds, such as the first
// start of PostgreSQL and MongoDB, cannot be had without images.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";
import { startProgram } from "@flotilla/testkit";
import { findProgram } from "@flotilla/testkit/find-program";
import { findFreePort } from "@flotilla/testkit/free-port";
import { missesPostgres, startPostgres } from "@flotilla/testkit/start-postgres";
import { startRedis } from "@flotilla/testkit/start-redis";
import { type Container, toEnvironment, toPod } from "./pods.ts";
import { find, type Manifest, missesHelm, renderChart } from "./render-chart.ts";

const run = promisify(execFile);
const password = "k9Xv20";
const secrets = { mongo: password, nats: password, postgres: password, redis: password };

/** What NATS tells of itself. */
interface NatsStatus {
  readonly auth_required: boolean;
  readonly jetstream: { readonly config: { readonly sync_always: boolean } };
}

/** A folder that is gone after the test, with the folders of a pod in it. */
async function createFolders(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "flotilla-store-"));
  for (const folder of ["data", "files", "tmp", "backup"]) await mkdir(join(path, folder));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

describe("stores of the chart", { skip: missesHelm }, () => {
  let manifests: readonly Manifest[] = [];
  before(async () => {
    manifests = await renderChart();
  });

  const container = (kind: string, name: string) => toPod(find(manifests, kind, name)).containers[0]!;

  /** The files of a store, on other ports, with the pod's folders moved into one of the test's. */
  const writeFiles = async (store: string, folder: string, ports: Readonly<Record<string, number>>) => {
    const files = find(manifests, "ConfigMap", `${store}-files`)["data"] as Readonly<Record<string, string>>;
    for (const [name, text] of Object.entries(files)) {
      const moved = Object.entries(ports).reduce((all, [from, to]) => all.replaceAll(from, String(to)), text);
      await writeFile(join(folder, "files", name), moved.replaceAll("/data", join(folder, "data")));
    }
  };

  it("run NATS, which keeps what it confirms and lets in nobody without the password", {
    skip: findProgram("nats-server").missing,
  }, async () => {
    await using folder = await createFolders();
    const [port, monitor] = [await findFreePort(), await findFreePort()];
    await writeFiles("nats", folder.path, { "4222": port, "8222": monitor });
    const { args, env, livenessProbe, readinessProbe } = container("StatefulSet", "nats");
    const environment = toEnvironment({ env } as Container, manifests, secrets);
    const moved = args!.map((arg) => arg.replace("/files", join(folder.path, "files")));
    await using _ = await startProgram({ command: "nats-server", args: moved, env: environment, ready: /ready/ });
    for (const probe of [livenessProbe, readinessProbe]) {
      const { path } = (probe as { readonly httpGet: { readonly path: string } }).httpGet;
      assert.equal((await fetch(`http://127.0.0.1:${monitor}${path}`)).status, 200);
    }
    const status = (await (await fetch(`http://127.0.0.1:${monitor}/varz`)).json()) as NatsStatus;
    assert.equal(status.jetstream.config.sync_always, true);
    assert.equal(status.auth_required, true);
  });

  it("run Redis, whose password nobody sees among its arguments", {
    skip: findProgram("redis-server").missing,
  }, async () => {
    await using folder = await createFolders();
    const port = await findFreePort();
    await writeFiles("redis", folder.path, { "6379": port });
    const { command, env } = container("StatefulSet", "redis");
    const environment = { ...toEnvironment({ env } as Container, manifests, secrets), PATH: process.env.PATH! };
    const [program, ...args] = command!.map((arg) => arg.replace("/files", join(folder.path, "files")));
    const ready = /Ready to accept connections/;
    await using _ = await startProgram({ command: program!, args, env: environment, ready, log: "stdout" });
    const ask = (more: Readonly<Record<string, string>>, ...words: readonly string[]) =>
      run("redis-cli", ["-e", "-p", String(port), ...words], { env: { PATH: process.env.PATH, ...more } });
    await assert.rejects(ask({}, "ping"), /NOAUTH/);
    const { REDISCLI_AUTH } = environment as Readonly<Record<string, string>>;
    assert.equal((await ask({ REDISCLI_AUTH: REDISCLI_AUTH! }, "ping")).stdout.trim(), "PONG");
    const { stdout } = await ask({ REDISCLI_AUTH: REDISCLI_AUTH! }, "info", "server");
    const pid = /process_id:(\d+)/.exec(stdout)![1];
    const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8");
    assert.match(commandLine, /redis-server/);
    assert.doesNotMatch(commandLine, new RegExp(password));
  });

  /** What a store's image does at its first start. */
  const initial = (store: string, file: string) => {
    const mount = container("StatefulSet", store).volumeMounts.find(({ name }) => name === "files");
    assert.equal(mount!.mountPath, "/docker-entrypoint-initdb.d");
    return (find(manifests, "ConfigMap", `${store}-files`)["data"] as Readonly<Record<string, string>>)[file]!;
  };

  it("give services a database in PostgreSQL, and nothing beside it", { skip: missesPostgres() }, async () => {
    await using folder = await createFolders();
    await using postgres = await startPostgres();
    const file = join(folder.path, "files/flotilla.sql");
    // Of the test's server, flotilla is the superuser.
    await writeFile(file, initial("postgres", "flotilla.sql").replaceAll("flotilla", "campus"));
    const ask = async (url: string, ...args: readonly string[]) =>
      (
        await run("psql", [url, "-v", "ON_ERROR_STOP=1", "-qtA", ...args], {
          env: { ...process.env, PASSWORD: password },
        })
      ).stdout.trim();
    await ask(postgres.url, "-f", file);
    const toUrl = (database: string) => `postgres://campus:${password}@127.0.0.1:${postgres.port}/${database}`;
    assert.equal(await ask(toUrl("campus"), "-c", "create table t as select 7 as n", "-c", "table t"), "7");
    const rights = "select rolsuper or rolcreaterole or rolcreatedb from pg_roles where rolname = current_user";
    assert.equal(await ask(toUrl("campus"), "-c", rights), "f");
    for (const other of ["postgres", "template1"])
      await assert.rejects(ask(toUrl(other), "-c", "select 1"), /permission denied for database/);
  });

  it("give services a database in MongoDB, and nothing beside it", () => {
    const users: unknown[] = [];
    const db = { getSiblingDB: (name: string) => ({ createUser: (user: object) => users.push({ name, ...user }) }) };
    runInNewContext(initial("mongo", "flotilla.js"), { db, process: { env: { PASSWORD: password } } });
    const roles = ["readWrite", "dbAdmin"];
    assert.equal(JSON.stringify(users), JSON.stringify([{ name: "flotilla", user: "flotilla", pwd: password, roles }]));
  });

  for (const [store, variables] of Object.entries({
    mongo: { MONGO_INITDB_ROOT_USERNAME: "admin", MONGO_INITDB_ROOT_PASSWORD: "$(ADMIN_PASSWORD)" },
    postgres: { POSTGRES_USER: undefined, POSTGRES_PASSWORD: "$(ADMIN_PASSWORD)" },
  })) {
    it(`keep the password of who rules ${store} from services, and from backups`, async () => {
      const { env } = container("StatefulSet", store);
      const read = (name: string) => env!.find((variable) => variable.name === name);
      assert.deepEqual(read("ADMIN_PASSWORD")!.valueFrom!.secretKeyRef, { name: store, key: "admin-password" });
      for (const [name, value] of Object.entries(variables)) assert.equal(read(name)?.value, value);
      const others = manifests.filter(({ kind, metadata }) => kind !== "StatefulSet" || metadata.name !== store);
      const readers = others.filter(({ kind }) => /^(Deployment|StatefulSet|CronJob)$/.test(kind));
      const known = readers.filter((one) => JSON.stringify(one).includes(`{"name":"${store}","key":"admin-password"}`));
      assert.deepEqual(known, []);
      const secret = find(await renderChart({ secrets: { generate: true } }), "Secret", store);
      const passwords = Object.entries(secret["data"] as Readonly<Record<string, string>>);
      assert.deepEqual(
        passwords.map(([key]) => key),
        ["password", "admin-password"],
      );
      assert.notEqual(passwords[0]![1], passwords[1]![1]);
    });
  }

  /** Runs a backup as its CronJob does, on a folder of the test. */
  const backUp = async (store: string, folder: string, environment: Readonly<Record<string, string>>) => {
    const { command, env } = container("CronJob", `${store}-backup`);
    const [program, ...args] = command!.map((arg) => arg.replace(/-p \d+/, `-p ${environment["STORE_PORT"]}`));
    const own = toEnvironment({ env } as Container, manifests, secrets);
    const all = { ...process.env, ...own, FOLDER: join(folder, "backup"), ...environment };
    const script = args.map((arg) => arg.replaceAll("-h redis ", "-h 127.0.0.1 "));
    await run(program!, script, { env: all, cwd: folder });
    return (await readdir(join(folder, "backup"))).sort();
  };

  it("back up PostgreSQL so that it can be restored", { skip: missesPostgres() }, async () => {
    await using folder = await createFolders();
    await using postgres = await startPostgres();
    const url = new URL(await postgres.createDatabase());
    const environment = {
      PGHOST: "127.0.0.1",
      PGPORT: String(postgres.port),
      PGUSER: url.username,
      PGPASSWORD: decodeURIComponent(url.password),
      PGDATABASE: url.pathname.slice(1),
    };
    const ask = async (sql: string) =>
      (await run("psql", ["-qtAc", sql], { env: { ...process.env, ...environment } })).stdout.trim();
    await ask("create table students as select 'Ada' as name");
    const [file, ...more] = await backUp("postgres", folder.path, environment);
    assert.match(file!, /^postgres-\d{8}T\d{6}Z\.dump$/);
    assert.deepEqual(more, []);
    await ask("update students set name = 'Eve'");
    assert.deepEqual(await backUp("postgres", folder.path, { ...environment, RESTORE: file! }), [file]);
    assert.equal(await ask("select name from students"), "Ada");
  });

  it("back up Redis, and keep as many backups as they are told to", {
    skip: findProgram("redis-server").missing,
  }, async () => {
    await using folder = await createFolders();
    await using redis = await startRedis({ password });
    await redis.command("set", "answer", "42");
    const old = ["20200101T000000Z", "20200102T000000Z", "20200103T000000Z"].map((time) => `redis-${time}.rdb`);
    for (const name of old) await writeFile(join(folder.path, "backup", name), "");
    const files = await backUp("redis", folder.path, { STORE_PORT: String(redis.port), KEEP: "3" });
    assert.deepEqual(files.slice(0, 2), old.slice(1));
    assert.equal(files.length, 3);
    const backup = await readFile(join(folder.path, "backup", files[2]!), "latin1");
    assert.match(backup, /^REDIS\d{4}.*answer/s);
  });

  it("leave no half a backup where one was whole, when a store is away", {
    skip: findProgram("redis-server").missing,
  }, async () => {
    await using folder = await createFolders();
    const environment = { STORE_PORT: String(await findFreePort()), KEEP: "1" };
    await writeFile(join(folder.path, "backup", "redis-20200101T000000Z.rdb"), "whole");
    await assert.rejects(backUp("redis", folder.path, environment));
    const files = await readdir(join(folder.path, "backup"));
    assert.deepEqual(
      files.filter((name) => name.endsWith(".rdb")),
      ["redis-20200101T000000Z.rdb"],
    );
  });
});
