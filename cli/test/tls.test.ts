// users-cli against a server with a certificate of a private CA: which flags make it trusted, and what is said without.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type StartedApp, startApp } from "@flotilla/testkit";
import { findProgram } from "@flotilla/testkit/find-program";
import { createUsers } from "@flotilla/users";
import { type CliRun, runCli } from "./run-cli.ts";

const line =
  "Valencia Dorsey <valencia.dorsey@email.info> (51 years old, address: 941 Merit Court, Grill, Mississippi, 4961)\n";
const skip = findProgram("openssl").missing;

describe("users-cli over TLS", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "users-cli-"));
  const ca = join(folder, "ca.crt");
  let app: StartedApp;
  let port = "";

  before(async () => {
    const { cert, key } = createServerCertificate(folder);
    const env = { TLS_CERT_FILE: cert, TLS_KEY_FILE: key };
    app = await startApp(
      (settings, telemetry) => createUsers({ ...settings, usersStore: "memory", samples: true }, telemetry),
      { env },
    );
    port = new URL(app.url).port;
  });
  after(async () => {
    await app?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  const get = (flags: readonly string[], env = {}): Promise<CliRun> =>
    runCli(["get", "valencia.dorsey@email.info", ...flags], { ADDRESS: `:${port}`, ...env });

  it("trusts the roots of --cacert and compares the name with --servername", async () => {
    const found = { exitCode: 0, stdout: line, stderr: "" };
    assert.deepEqual(await get([`--cacert=${ca}`, "--servername=users.test"]), found);
    assert.deepEqual(await get([], { CACERT: ca, SERVERNAME: "users.test" }), found);
  });

  it("verifies nothing with --insecure", async () => {
    assert.deepEqual(await get(["--insecure"]), { exitCode: 0, stdout: line, stderr: "" });
  });

  const skipSystem = process.platform === "linux" ? false : "SSL_CERT_FILE stands for the system's roots on Linux only";
  it("trusts the system's roots", { skip: skipSystem }, async () => {
    const found = await get(["--tls", "--servername=users.test"], { SSL_CERT_FILE: ca });
    assert.deepEqual(found, { exitCode: 0, stdout: line, stderr: "" });
  });

  it("speaks cleartext to a loopback address, and names the flags for TLS when that fails", async () => {
    await assertRefused([], /was in cleartext; .* try --tls or --cacert=FILE\)$/);
  });

  it("names --cacert when it does not know the certificate's issuer", async () => {
    await assertRefused(
      ["--tls"],
      /desc = Cannot reach .* \(unable to verify the first certificate\) \(.*--cacert=FILE/,
    );
  });

  it("names --servername when the certificate is for another name", async () => {
    await assertRefused([`--cacert=${ca}`], /--servername=NAME\)$/);
    await assertRefused([`--cacert=${ca}`, "--servername=wrong.test"], /--servername=NAME\)$/);
  });

  it("says which file of roots it cannot use", async () => {
    await assertRefused(["--cacert=/nonexistent"], /^error: cannot read --cacert: ENOENT/);
    await assertRefused([`--cacert=${join(folder, "server.key")}`], /server\.key holds no certificate in PEM$/);
  });

  async function assertRefused(flags: readonly string[], message: RegExp): Promise<void> {
    const { exitCode, stdout, stderr } = await get(flags);
    assert.match(stderr.trimEnd(), message);
    assert.deepEqual([exitCode, stdout], [1, ""]);
  }
});

/** A certificate for users.test alone, signed by a CA whose own is `ca.crt`. */
function createServerCertificate(folder: string) {
  const at = (name: string) => join(folder, name);
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const ca = ["-CA", at("ca.crt"), "-CAkey", at("ca.key"), "-CAcreateserial"];
  writeFileSync(at("names.ext"), "subjectAltName=DNS:users.test\n");
  openssl("req", "-x509", ...newKey, "-days", "1", "-subj", "/CN=ca", "-keyout", at("ca.key"), "-out", at("ca.crt"));
  openssl("req", ...newKey, "-subj", "/CN=users.test", "-keyout", at("server.key"), "-out", at("server.csr"));
  const signed = ["-days", "1", "-extfile", at("names.ext"), "-out", at("server.crt")];
  openssl("x509", "-req", "-in", at("server.csr"), ...ca, ...signed);
  return { cert: at("server.crt"), key: at("server.key") };
}

function openssl(...args: readonly string[]): void {
  execFileSync("openssl", args, { stdio: "ignore" });
}
