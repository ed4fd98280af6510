import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { appendFileSync, cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { after, describe, it } from "node:test";

const root = join(import.meta.dirname, "../../..");
const script = join(root, "deploy/pipelines/release/contract.sh");
/** As outside of the project: the machine's own Node. */
const { PATH = "" } = process.env;
const outside = PATH.split(delimiter)
  .filter((folder) => !folder.includes("node_modules"))
  .join(delimiter);

const caller = `
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { CreateUserRequestSchema, UserSchema, UsersService } from "@flotilla/contract/flotilla/users/v1/users";

const body = toBinary(CreateUserRequestSchema, create(CreateUserRequestSchema, {
  user: { email: "ada@example.com", firstName: "Ada", lastName: "Lovelace", age: 36 },
}));
const url = \`\${process.argv[2]}/\${UsersService.typeName}/\${UsersService.method.createUser.name}\`;
const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/proto" }, body });
const bytes = new Uint8Array(await answer.arrayBuffer());
console.log(answer.ok ? fromBinary(UserSchema, bytes).email : new TextDecoder().decode(bytes));
`;

describe("the package of the contract", () => {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-contract-"));
  after(() => rmSync(folder, { recursive: true }));

  it("lets plain Node call a service, from an empty folder", async () => {
    const made = spawnSync(script, { encoding: "utf8", env: { ...process.env, RELEASE: folder } });
    assert.equal(made.status, 0, made.stderr);
    const [archive = ""] = globSync("flotilla-contract-*.tgz", { cwd: folder });
    const options = { cwd: join(folder, "caller"), encoding: "utf8", env: { ...process.env, PATH: outside } } as const;
    mkdirSync(options.cwd);
    execFileSync(
      "npm",
      ["install", "--no-audit", "--no-fund", "--prefer-offline", "--silent", join(folder, archive)],
      options,
    );
    writeFileSync(join(options.cwd, "caller.mjs"), caller);
    const users = spawn(process.execPath, [join(root, "services/users/src/main.ts")], {
      env: {
        PATH,
        HOST: "127.0.0.1",
        PORT: "0",
        LOG_FORMAT: "json",
        LOG_LEVEL: "info",
        DATA_DIR: join(folder, "data"),
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const called = execFileSync("node", ["caller.mjs", await readUrl(users)], options);
      assert.equal(called, "ada@example.com\n");
    } finally {
      users.kill("SIGKILL");
    }
  });

  it("breaks no caller of the last release without a new major version", () => {
    // The last release had a message that is not there any more.
    const last = join(folder, "last");
    cpSync(join(root, "contract"), last, { recursive: true });
    appendFileSync(join(last, "proto/flotilla/users/v1/users.proto"), "\n// Gone.\nmessage Gone {}\n");
    execFileSync("buf", ["build", "proto", "-o", "image.binpb"], { cwd: last });
    const git = `#!/bin/sh\ncase "$1" in tag) echo "$TAG" ;; show) cat ${last}/image.binpb ;; esac\n`;
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin/git"), git, { mode: 0o755 });
    const make = (tag: string) => {
      const env = { ...process.env, PATH: `${folder}/bin${delimiter}${PATH}`, RELEASE: folder, TAG: tag };
      return spawnSync(script, { encoding: "utf8", env });
    };
    const refused = make("contract-v0.0.9");
    assert.deepEqual([refused.status, /needs a new major version/.test(refused.stderr)], [1, true], refused.stderr);
    assert.match(refused.stdout + refused.stderr, /"Gone" was deleted/);
    assert.equal(make("contract-v99.0.0").status, 0);
  });
});

async function readUrl(service: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: service.stdout! })) {
    const { msg, doors } = JSON.parse(line);
    if (msg === "listening") return doors.main;
  }
  return assert.fail("the service never said that it listens");
}
