import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { describeFields } from "./describe-fields.ts";
import { orHost } from "./or-host.ts";
import { ConfigError, type Env, readConfig } from "./read-config.ts";
import { cacheFields, mongoFields, postgresFields, queueFields } from "./store-fields.ts";
import { urls } from "./urls.ts";

const fields = {
  natsUrl: queueFields.natsUrl,
  redisUrl: cacheFields.redisUrl,
  postgresUrl: postgresFields.postgresUrl,
  mongoUrl: mongoFields.mongoUrl,
  studentsUrl: orHost(urls("STUDENTS_URL", { help: "Where students is." }), {
    scheme: "http",
    host: "GRPC_STUDENT_URL",
    port: "GRPC_STUDENT_PORT",
    defaultPort: 50_051,
  }),
};

const read = (env: Env) => readConfig(fields, env);

function findProblems(env: Env): readonly string[] {
  try {
    read(env);
    return [];
  } catch (cause) {
    assert.ok(cause instanceof ConfigError);
    return cause.problems;
  }
}

describe("the URLs of stores", () => {
  it("are unset unless something is said", () => {
    const none = { natsUrl: undefined, redisUrl: undefined, postgresUrl: undefined, mongoUrl: undefined };
    assert.deepEqual(read({}), { ...none, studentsUrl: [] });
    const others = { NATS_PORT: "tcp://10.0.0.1:4222", POSTGRES_USER: "nis", GRPC_STUDENT_PORT: "1", MONGO_URL: "" };
    assert.deepEqual(read(others), { ...none, studentsUrl: [] });
  });

  const good = {
    NATS_URL: ["nats://n", "tls://u:p@n:4222", "nats://a:1, nats://b:2", "nats://[::1]:4222"],
    REDIS_URL: ["redis://r", "redis://:p@r:6379/2", "rediss://u:p@r/"],
    POSTGRES_URL: ["postgres://u:p@h:5432/d", "postgresql://h/d?sslmode=require", "postgres:///d?host=/run/pg"],
    MONGO_URL: ["mongodb://m", "mongodb://u:p@a:1,b:2/d?replicaSet=r&tags=a,b", "mongodb+srv://u:p@m.example/d"],
  };
  for (const [name, values] of Object.entries(good)) {
    for (const value of values) {
      it(`take ${value}`, () => {
        assert.ok(Object.values(read({ [name]: value })).includes(value));
      });
    }
  }

  const wrong = {
    NATS_URL: ["http://n", "nats://", "nats://a,b", "nats://h:70000", "nats://a,"],
    REDIS_URL: ["http://r", "redis://", "redis://r/cache", "redis://u:pa#ss@r", "redis://u:50%@r"],
    POSTGRES_URL: ["mysql://h/d", "postgres:///d", "postgres://u:pa/ss@h/d"],
    MONGO_URL: [
      "mongo://m",
      "mongodb://",
      "mongodb://a,,b",
      "mongodb://a:x/d",
      "mongodb://u:pa@ss@m/d",
      "mongodb://u:50%@m",
    ],
  };
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      it(`refuse ${value} without quoting it`, () => {
        const [problem = "", ...more] = findProblems({ [name]: value });
        assert.match(problem, new RegExp(`^${name} must be `));
        assert.ok(!problem.includes("it is") && more.length === 0, problem);
      });
    }
  }
});

describe("a file that holds the URL of a store", () => {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-secrets-"));
  after(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it("stands for the URL itself, blanks around it dropped", () => {
    const url = "mongodb://u:p@m/d";
    assert.equal(read({ MONGO_URL_FILE: write("mongo", `${url}\n`) }).mongoUrl, url);
  });

  it("is told wrong when it is missing, empty, set beside the URL or holds something else, and nothing is quoted", () => {
    const problems = findProblems({
      NATS_URL_FILE: join(folder, "missing"),
      REDIS_URL_FILE: write("empty", "\n"),
      POSTGRES_URL_FILE: write("postgres", "postgres://h/d"),
      POSTGRES_URL: "postgres://h/d",
      MONGO_URL_FILE: write("wrong", "hunter2"),
    });
    assert.deepEqual(problems, [
      "NATS_URL_FILE must name a readable file, but reading it failed with ENOENT",
      "REDIS_URL_FILE must name a file that holds it, and not an empty one",
      "POSTGRES_URL_FILE must not be set, since POSTGRES_URL is",
      "MONGO_URL must be mongodb://user:password@host:port/database",
    ]);
  });
});

describe("a host with its other variables", () => {
  it("makes the URL that the driver takes", () => {
    const env = {
      NATS_URL: "nats-service",
      NATS_PORT: "4222",
      REDIS_URL: "127.0.0.1",
      POSTGRES_URL: "pg",
      POSTGRES_PORT: "5432",
      POSTGRES_USER: "nis",
      POSTGRES_PASSWORD: "p@:/?#% ß",
      POSTGRES_DB: "n/s",
      MONGO_URL: "::1",
      MONGO_PORT: "27017",
      GRPC_STUDENT_URL: "students-service",
    };
    assert.deepEqual(read(env), {
      natsUrl: "nats://nats-service:4222",
      redisUrl: "redis://127.0.0.1",
      postgresUrl: "postgres://nis:p%40%3A%2F%3F%23%25%20%C3%9F@pg:5432/n%2Fs?sslmode=disable",
      mongoUrl: "mongodb://[::1]:27017",
      studentsUrl: ["http://students-service:50051"],
    });
    const { password, pathname } = new URL(read(env).postgresUrl!);
    assert.deepEqual([decodeURIComponent(password), pathname], [env.POSTGRES_PASSWORD, "/n%2Fs"]);
  });

  it("leaves out what is empty", () => {
    const mongo = { MONGO_URL: "m", MONGO_USER: "", MONGO_PASSWORD: "" };
    assert.equal(read(mongo).mongoUrl, "mongodb://m");
    assert.equal(read({ ...mongo, MONGO_USER: "u" }).mongoUrl, "mongodb://u@m");
    assert.equal(read({ POSTGRES_URL: "pg" }).postgresUrl, "postgres://pg/?sslmode=disable");
  });

  it("takes its port with the host where that has no variable of its own", () => {
    assert.equal(read({ NATS_URL: "n:4333" }).natsUrl, "nats://n:4333");
  });

  it("gives way to a URL, whatever else is set", () => {
    const env = {
      POSTGRES_URL: "postgres://a/b",
      POSTGRES_PORT: "tcp://10.0.0.1:5432",
      POSTGRES_PASSWORD: "p",
      STUDENTS_URL: "https://students:8000",
      GRPC_STUDENT_URL: "elsewhere",
    };
    assert.equal(read(env).postgresUrl, "postgres://a/b");
    assert.deepEqual(read(env).studentsUrl, ["https://students:8000"]);
  });

  it("is told wrong by the name of the variable that is wrong, and no secret is quoted", () => {
    const env = {
      NATS_URL: "n",
      NATS_PORT: "tcp://10.0.0.1:4222",
      REDIS_URL: "red is",
      POSTGRES_URL: "pg",
      POSTGRES_PORT: "0",
      MONGO_URL: "m",
      MONGO_PASSWORD: "hunter2",
      GRPC_STUDENT_URL: "http://students",
    };
    assert.deepEqual(findProblems(env), [
      "NATS_PORT must be a whole number from 1 to 65535",
      "REDIS_URL must be the name or the address of a host",
      "POSTGRES_PORT must be a whole number from 1 to 65535",
      "MONGO_USER must be set, since MONGO_PASSWORD is",
      'GRPC_STUDENT_URL must be the name or the address of a host (it is "http://students")',
    ]);
  });

  it("is part of the table", () => {
    const table = describeFields(fields);
    for (const name of ["NATS_PORT", "REDIS_PORT", "POSTGRES_DB", "MONGO_PASSWORD", "GRPC_STUDENT_URL"])
      assert.ok(table.includes(`\`${name}\``), name);
  });
});
