// The session that system 003 documents, line by line, with the real command against a real server.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { type StartedApp, startApp } from "@flotilla/testkit";
import { createUsers } from "@flotilla/users";
import { type CliRun, launcher, runCli } from "./run-cli.ts";

const firstLines = `Acevedo Quinn <acevedo.quinn@email.us> (22 years old, address: 403 Lawn Court, Walland, Federated States Of Micronesia, 8260)
Alford Cole <alford.cole@email.net> (33 years old, address: 763 Halleck Street, Elbert, Nevada, 3291)
Angeline Stokes <angeline.stokes@email.biz> (48 years old, address: 526 Java Street, Hailesboro, Pennsylvania, 1648)
Beasley Byrd <beasley.byrd@email.io> (56 years old, address: 213 McKibbin Street, Veguita, New Jersey, 3943)
Benjamin Frazier <benjamin.frazier@email.net> (31 years old, address: 289 Cyrus Avenue, Templeton, Maine, 5964)
Billie Norton <billie.norton@email.io> (28 years old, address: 699 Rapelye Street, Dupuyer, Ohio, 4175)
`;
const lastLines = `Stone Briggs <stone.briggs@email.info> (31 years old, address: 531 Atkins Avenue, Neahkahnie, Tennessee, 3981)
Valencia Dorsey <valencia.dorsey@email.info> (51 years old, address: 941 Merit Court, Grill, Mississippi, 4961)
Walter Prince <walter.prince@email.co.uk> (26 years old, address: 204 Ralph Avenue, Gibbsville, Michigan, 6698)
Wilkerson Mosley <wilkerson.mosley@email.biz> (48 years old, address: 734 Kosciusko Street, Marbury, Connecticut, 3037)
`;
const named = `Jenifer Valencia <jenifer.valencia@email.us> (52 years old, address: 948 Jefferson Street, Guthrie, Louisiana, 2483)
Valencia Dorsey <valencia.dorsey@email.info> (51 years old, address: 941 Merit Court, Grill, Mississippi, 4961)
`;
const aged = `Benjamin Frazier <benjamin.frazier@email.net> (31 years old, address: 289 Cyrus Avenue, Templeton, Maine, 5964)
Stone Briggs <stone.briggs@email.info> (31 years old, address: 531 Atkins Avenue, Neahkahnie, Tennessee, 3981)
Alford Cole <alford.cole@email.net> (33 years old, address: 763 Halleck Street, Elbert, Nevada, 3291)
Brock Stanley <brock.stanley@email.me> (35 years old, address: 748 Aster Court, Elwood, Guam, 7446)
Ina Perkins <ina.perkins@email.me> (35 years old, address: 899 Miami Court, Temperanceville, Virginia, 2821)
Hardin Patton <hardin.patton@email.com> (42 years old, address: 241 Russell Street, Robinson, Oregon, 9576)
`;
const mael = "Maël Valais <mael.valais@gmail.com> (0 years old, address: Toulouse)\n";

let app: StartedApp;
let port = "";
before(async () => {
  app = await startApp((settings, telemetry) =>
    createUsers({ ...settings, usersStore: "memory", samples: true }, telemetry),
  );
  port = new URL(app.url).port;
});
after(() => app[Symbol.asyncDispose]());

const cli = (...args: string[]): Promise<CliRun> => runCli(args, { ADDRESS: `:${port}` });
const printed = (stdout: string): CliRun => ({ exitCode: 0, stdout, stderr: "" });
const failed = (message: string): CliRun => ({ exitCode: 1, stdout: "", stderr: `error: ${message}\n` });

describe("the documented session", () => {
  it("lists thirty users by email", async () => {
    const { exitCode, stdout } = await cli("list");
    assert.equal(exitCode, 0);
    assert.equal(stdout.trimEnd().split("\n").length, 30);
    assert.ok(stdout.startsWith(firstLines), stdout);
    assert.ok(stdout.endsWith(lastLines), stdout);
  });

  it("creates a user, silently, and finds it again", async () => {
    const maelValais = ["--email=mael.valais@gmail.com", "--firstname=Maël", "--lastname=Valais"];
    assert.deepEqual(await cli("create", ...maelValais, "--postaladdress=Toulouse"), printed(""));
    assert.deepEqual(await cli("get", "mael.valais@gmail.com"), printed(mael));
    assert.equal((await cli("list")).stdout.trimEnd().split("\n").length, 31);
    for (const name of ["mael", "MAEL", "maël", "l v"]) {
      assert.deepEqual(await cli("search", `--name=${name}`), printed(mael), name);
    }
    assert.deepEqual(await cli("create", "--email=mael.valais@gmail.com"), failed("email already exists"));
  });

  it("searches by a part of the name", async () => {
    assert.deepEqual(await cli("search", "--name=alenc"), printed(named));
  });

  it("searches by age", async () => {
    assert.deepEqual(await cli("search", "--agefrom=30", "--ageto=42"), printed(aged));
  });
});

describe("users-cli", () => {
  it("leaves an end of the age range open", async () => {
    const { stdout: old } = await cli("search", "--agefrom=52");
    assert.match(old, /^Jenifer Valencia .*\(52 years/m);
    assert.doesNotMatch(old, /Valencia Dorsey/);
    assert.match((await cli("search", "--ageto=22")).stdout, /^Acevedo Quinn .*\(22 years/m);
    assert.deepEqual(await cli("search", "--agefrom=200"), printed(""));
  });

  it("says on standard error what went wrong, and exits 1", async () => {
    assert.deepEqual(await cli("get", "nobody@x.y"), failed("the email nobody@x.y cannot be found"));
    assert.deepEqual(await cli("search", "--name="), failed("INVALID_QUERY: name query cannot be empty"));
    const inverted = "INVALID_QUERY: age is invalid, the 'from' age must be lower or equal to the 'to' age";
    assert.deepEqual(await cli("search", "--agefrom=2", "--ageto=1"), failed(inverted));
  });

  it("shows the usage below a usage error, and exits 1", async () => {
    const cases = [
      [["create"], "--email=EMAIL required", "users-cli create [flags]"],
      [["get"], "requires an email as argument", "users-cli get EMAIL [flags]"],
      [["search"], "need one of '--name=PARTIALNAME' or '--agefrom=N' + '--ageto=M'", "users-cli search [flags]"],
      [["search", "--name=a", "--ageto=1"], "cannot search by age and by name at the same time", "users-cli search"],
      [["list", "--email=x"], "unknown flag: --email", "users-cli list [flags]"],
      [["enrol"], 'unknown command "enrol" for "users-cli"', "users-cli [command]"],
    ] as const;
    for (const [args, message, usage] of cases) {
      const { exitCode, stdout, stderr } = await cli(...args);
      assert.deepEqual({ exitCode, stdout }, { exitCode: 1, stdout: "" }, message);
      assert.ok(stderr.startsWith(`error: ${message}\n\nUsage:\n  ${usage}`), stderr);
    }
  });

  it("colours names and emails when told", async () => {
    const { stdout } = await cli("search", "--name=dorsey", "--color=always");
    const [first, last] = ["Valencia", "Dorsey"].map((name) => `\u001b[0;1;33m${name}\u001b[0m`);
    assert.ok(stdout.startsWith(`${first} ${last} <\u001b[0;32mvalencia.dorsey@email.info\u001b[0m> (51 years old`));
    const { stderr } = await cli("get", "nobody@x.y", "--color=always");
    assert.ok(stderr.startsWith("\u001b[0;31merror:\u001b[0m the email"), stderr);
  });

  it("answers JSON when asked", async () => {
    const user = JSON.parse((await cli("get", "valencia.dorsey@email.info", "-o", "json")).stdout);
    assert.deepEqual(user, {
      id: "5cfdf218f7efd273906c5b9e",
      age: 51,
      name: { first: "Valencia", last: "Dorsey" },
      email: "valencia.dorsey@email.info",
      phone: "+1 (906) 568-2594",
      address: "941 Merit Court, Grill, Mississippi, 4961",
    });
    assert.deepEqual(JSON.parse((await cli("search", "--name=zzzz", "--output=json")).stdout), []);
  });

  it("needs no server for its version and its help", async () => {
    assert.deepEqual(await runCli(["version"]), printed("dev (none)\n"));
    const { stdout } = await runCli(["help"]);
    assert.deepEqual((await runCli([])).stdout, stdout);
    assert.deepEqual((await runCli(["--help"])).stdout, stdout);
    assert.match(stdout, /^ {2}create {6}creates a new user$/m);
    assert.match(stdout, /^ {6}--address string {3}'host:port' to bind to \(default ":8000"\)$/m);
  });

  it("tells an unreachable server and a wrong address from each other", async () => {
    const { stderr, exitCode } = await runCli(["list"], { ADDRESS: ":1" });
    assert.match(stderr, /^error: listing users: rpc error: code = Unavailable desc = .*ECONNREFUSED/);
    assert.equal(exitCode, 1);
    assert.deepEqual(await runCli(["list", "--address=x"]), failed("address should be of the form host:port or :port"));
  });

  it("says which flag would help when one side speaks TLS and the other does not", async () => {
    const { stderr } = await cli("list", "--insecure");
    assert.match(stderr, /Unavailable .*\(the connection was over TLS.* try --cleartext\)$/m);
  });

  it("needs no server, nor an address, to say its version and its usage", async () => {
    assert.deepEqual(await runCli(["version"], { ADDRESS: "12 Main Street" }), printed("dev (none)\n"));
    assert.equal((await runCli(["help"], { ADDRESS: "12 Main Street", CACERT: "/nonexistent" })).exitCode, 0);
  });

  it("ends quietly when nobody reads on", async () => {
    const child = spawn(launcher, ["list"], { env: { PATH: process.env["PATH"], ADDRESS: `:${port}` } });
    child.stdout.destroy();
    const [stderr, [exitCode]] = await Promise.all([text(child.stderr), once(child, "exit")]);
    assert.deepEqual([exitCode, stderr], [0, ""]);
  });

  it("tells with --verbose what it does", async () => {
    const { stderr } = await cli("get", "valencia.dorsey@email.info", "-v");
    assert.match(stderr, new RegExp(`^debug: server 127.0.0.1 port ${port}, cleartext$`, "m"));
  });
});
