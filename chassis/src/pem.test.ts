import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createTestCa } from "@flotilla/testkit/test-ca";
import { chassisFields } from "./config/chassis-fields.ts";
import { readConfig } from "./config/read-config.ts";
import { assertCertificates, readPem } from "./pem.ts";

describe("readPem", () => {
  it("reads what is there", async () => {
    using ca = await createTestCa();
    const one = await ca.issue("one");
    assert.deepEqual(readPem({ cert: one.certFile, key: one.keyFile, ca: ca.caFile }), {
      ...{ cert: one.cert, key: one.key, ca: ca.ca },
    });
    assert.deepEqual(readPem({ cert: undefined, key: undefined, ca: undefined }), {
      ...{ cert: undefined, key: undefined, ca: undefined },
    });
  });

  it("throws for a key of another certificate, for what is no PEM, and for what is not there", async () => {
    using ca = await createTestCa();
    const [one, two] = [await ca.issue("one"), await ca.issue("two")];
    assert.throws(() => readPem({ cert: one.certFile, key: two.keyFile, ca: undefined }), /key values mismatch/);
    assert.throws(() => readPem({ cert: one.keyFile, key: one.keyFile, ca: undefined }), /no start line/i);
    assert.throws(() => readPem({ cert: undefined, key: undefined, ca: one.keyFile }), /certificates in PEM/);
    assert.throws(() => readPem({ cert: join(ca.folder, "none"), key: one.keyFile, ca: undefined }), /ENOENT/);
  });
});

describe("assertCertificates", () => {
  it("takes several, with words between them", async () => {
    using one = await createTestCa();
    using two = await createTestCa();
    assertCertificates(`# one\n${one.ca}# two\n${two.ca}`);
  });

  it("refuses a file that trusts less than it seems to", async () => {
    using one = await createTestCa();
    const cut = one.ca.slice(0, -60);
    const garbled = one.ca.replace(/\nMII.{8}/, "\nMIIAAAAAAAA");
    for (const text of ["", "no certificate", cut, one.ca + cut, garbled, one.ca + garbled]) {
      assert.throws(() => assertCertificates(text), text);
    }
  });

  it("stands behind both settings, so that a process without an authority does not start", async () => {
    using ca = await createTestCa();
    const file = join(ca.folder, "broken.crt");
    writeFileSync(file, "no certificate");
    for (const name of ["TLS_CA_FILE", "TLS_CLIENT_CA_FILE"]) {
      const read = () => readConfig(chassisFields, { [name]: file });
      assert.throws(read, new RegExp(`${name} must hold certificates in PEM`));
    }
    assert.equal(readConfig(chassisFields, { TLS_CA_FILE: ca.caFile }).tlsCaFile, ca.caFile);
  });
});
