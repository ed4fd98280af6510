import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { connect } from "node:http2";
import { get } from "node:https";
import { join } from "node:path";
import { describe, it } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import { createFolder } from "./owned-stores.ts";
import { runUsersServer, startUsersServer } from "./users-server.ts";

const skip = findProgram("openssl").missing;

/** A certificate for localhost and 127.0.0.1 with its key, as files. */
function createCertificate(folder: string) {
  const [cert, key] = [join(folder, "tls.crt"), join(folder, "tls.key")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const form = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
  execFileSync("openssl", ["req", "-x509", ...form, ...subject, "-keyout", key, "-out", cert], { stdio: "ignore" });
  return { cert, key };
}

describe("users-server with TLS", { skip }, () => {
  it("serves HTTP/1.1 and HTTP/2 with the certificate of its flags", async () => {
    await using folder = await createFolder();
    const { cert, key } = createCertificate(folder.path);
    await using server = await startUsersServer(["--tls", "--tls-cert-file", cert, "--tls-key-file", key]);
    assert.match(server.output(), /TLS is enabled/);
    const url = `https://${server.address}`;
    const ca = readFileSync(cert);

    const [response] = (await once(get(`${url}/v1/users`, { ca, agent: false }), "response")) as [IncomingMessage];
    response.resume();
    assert.equal(response.statusCode, 200);

    const session = connect(url, { ca });
    const [headers] = await once(session.request({ ":path": "/healthz" }), "response");
    assert.equal(headers[":status"], 200);
    session.destroy();
  });

  it("serves its metrics in cleartext all the same", async () => {
    await using folder = await createFolder();
    const { cert, key } = createCertificate(folder.path);
    await using server = await startUsersServer(["--tls"], { TLS_CERT_FILE: cert, TLS_KEY_FILE: key });
    assert.equal((await fetch(`http://${server.metricsAddress}/`)).status, 200);
    await assert.rejects(fetch(`http://${server.address}/healthz`));
  });

  it("refuses a key that is not the certificate's", async () => {
    await using folder = await createFolder();
    const { cert } = createCertificate(folder.path);
    const { exitCode, output } = await runUsersServer(["--tls", "--tls-cert-file", cert, "--tls-key-file", cert]);
    assert.match(output, /^running: failed to generate TLS server credentials: /m);
    assert.equal(exitCode, 1);
  });
});
