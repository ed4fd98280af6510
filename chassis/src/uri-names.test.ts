import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { describe, it } from "node:test";
import { CertificateAuthority, type Subject } from "@flotilla/testkit/certificate-authority";
import { readUriNames } from "./uri-names.ts";

const authority = await CertificateAuthority.create({ commonName: "test" });

async function namesOf(names: Subject["names"]): Promise<readonly string[]> {
  const { cert } = await authority.issue({ commonName: "x", names });
  return readUriNames(new X509Certificate(cert));
}

describe("readUriNames", () => {
  it("lists the URI names among the others, in their order", async () => {
    const names = await namesOf([
      { type: "dns", value: "localhost" },
      { type: "url", value: "spiffe://example.org/clock" },
      { type: "ip", value: "::1" },
      { type: "email", value: "a@example.org" },
      { type: "url", value: "https://example.org/a" },
    ]);
    assert.deepEqual(names, ["spiffe://example.org/clock", "https://example.org/a"]);
    assert.deepEqual(await namesOf([]), []);
  });

  it("takes no other name for a URI, however it is written", async () => {
    for (const value of ["a, URI:spiffe://example.org/clock", 'a", URI:spiffe://example.org/clock', "a\\, URI:b"]) {
      assert.deepEqual(await namesOf([{ type: "dns", value }]), [], value);
      assert.deepEqual(await namesOf([{ type: "email", value }]), [], value);
      assert.deepEqual(await namesOf([{ type: "url", value }]), [value], value);
    }
  });

  it("knows nobody by a list that it does not understand wholly", () => {
    for (const subjectAltName of [
      'URI:spiffe://a/b, "',
      'URI:spiffe://a/b"c',
      'URI:"spiffe://a/b',
      "URI:a,URI:b",
      ",",
    ]) {
      assert.deepEqual(readUriNames({ subjectAltName }), [], subjectAltName);
    }
    assert.deepEqual(readUriNames({ subjectAltName: undefined }), []);
  });
});
