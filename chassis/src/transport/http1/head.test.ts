import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { chunked } from "./framing.ts";
import { parseHead, type RequestHead } from "./head.ts";

function parse(text: string): RequestHead {
  const bytes = Buffer.from(text, "latin1");
  return parseHead(bytes, 0, bytes.length);
}

function get(...lines: readonly string[]): string {
  return ["GET / HTTP/1.1", "host: a", ...lines, ""].join("\r\n");
}

function post(...lines: readonly string[]): string {
  return ["POST / HTTP/1.1", "host: a", ...lines, ""].join("\r\n");
}

// What is wrong with it → a head that is refused.
const refused: Readonly<Record<string, string>> = {
  "a length beside chunks": post("content-length: 5", "transfer-encoding: chunked"),
  "two lengths": post("content-length: 5", "content-length: 6"),
  "the same length twice": post("content-length: 5", "content-length: 5"),
  "a list of lengths": post("content-length: 5, 5"),
  "a length with a sign": post("content-length: +5"),
  "a length in other digits": post("content-length: 0x5"),
  "an empty length": post("content-length:"),
  "a length beyond all numbers": post("content-length: 99999999999999999999"),
  "chunks that are not the last coding": post("transfer-encoding: chunked, gzip"),
  "chunks in chunks": post("transfer-encoding: chunked, chunked"),
  "a coding that only looks like chunks": post("transfer-encoding: xchunked"),
  "chunks behind a no-break space": post("transfer-encoding: \u00a0chunked"),
  "chunks behind a vertical tab": post("transfer-encoding:\u000bchunked"),
  "a coding beside chunks": post("transfer-encoding: gzip, chunked"),
  "codings in two fields": post("transfer-encoding: chunked", "transfer-encoding: chunked"),
  "chunks in HTTP/1.0": "POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n",
  "a blank before the colon": get("x : y"),
  "a blank in a name": get("x y: z"),
  "no name": get(": x"),
  "no colon": get("x"),
  "a folded line": get("x: y", " z"),
  "a folded first line": "GET / HTTP/1.1\r\n host: a\r\n",
  "a line without CR": "GET / HTTP/1.1\nhost: a\r\n",
  "a field without CR": get("x: y\nz: 1"),
  "a CR in a value": get("x: y\rz"),
  "a NUL in a value": get("x: \u0000"),
  "a DEL in a value": get("x: \u007f"),
  "no host": "GET / HTTP/1.1\r\n",
  "two hosts": get("host: b"),
  "a host that is none": "GET / HTTP/1.1\r\nhost: a/b\r\n",
  "a host of two": "GET / HTTP/1.1\r\nhost: a b\r\n",
  "two blanks before the target": "GET  / HTTP/1.1\r\nhost: a\r\n",
  "a blank after the version": "GET / HTTP/1.1 \r\nhost: a\r\n",
  "a tab for a blank": "GET\t/ HTTP/1.1\r\nhost: a\r\n",
  "a version that comes later": "GET / HTTP/1.2\r\nhost: a\r\n",
  "a version in lower case": "GET / http/1.1\r\nhost: a\r\n",
  "no version": "GET /\r\nhost: a\r\n",
  "a method that is no token": "G(T / HTTP/1.1\r\nhost: a\r\n",
  "a target that is no path": "GET a HTTP/1.1\r\nhost: a\r\n",
  "the asterisk for GET": "GET * HTTP/1.1\r\nhost: a\r\n",
  "a fragment": "GET /#a HTTP/1.1\r\nhost: a\r\n",
  "a target of another scheme": "GET ftp://a/ HTTP/1.1\r\nhost: a\r\n",
  "a target with a user": "GET http://u@a/ HTTP/1.1\r\nhost: a\r\n",
  "a tunnel": "CONNECT a:443 HTTP/1.1\r\nhost: a\r\n",
};

describe("a request's head", () => {
  for (const [what, text] of Object.entries(refused)) {
    it(`may not have ${what}`, () => {
      assert.throws(() => parse(text), { name: "Fault" });
    });
  }

  it("is a verb, a target and fields in lower case", () => {
    const { verb, target, isHttp10, headers, bodyLength } = parse(get("X-Own: \t a b \t", "ACCEPT: */*", "x-empty:"));
    assert.deepEqual([verb, target, isHttp10, bodyLength], ["GET", "/", false, 0]);
    assert.deepEqual({ ...headers }, { host: "a", "x-own": "a b", accept: "*/*", "x-empty": "" });
  });

  it("joins what comes again, each in its way", () => {
    const lines = ["x: 1", "X: 2", "cookie: a", "cookie: b", "set-cookie: c", "user-agent: d", "user-agent: e"];
    const { headers } = parse(get(...lines));
    assert.deepEqual({ ...headers }, { host: "a", x: "1, 2", cookie: "a; b", "set-cookie": ["c"], "user-agent": "d" });
  });

  it("keeps names that an object would have by itself apart", () => {
    const { headers } = parse(get("__proto__: x", "constructor: y"));
    assert.deepEqual(Object.keys(headers), ["host", "__proto__", "constructor"]);
    assert.equal(headers["toString"], undefined);
  });

  it("tells a name from another with the same hash", () => {
    const { headers } = parse(get("vtwsqax: 1", "content-type: 2"));
    assert.deepEqual([headers["vtwsqax"], headers["content-type"]], ["1", "2"]);
  });

  it("says how its body is framed", () => {
    assert.equal(parse(post("content-length: 007")).bodyLength, 7);
    assert.equal(parse(post("Transfer-Encoding: Chunked")).bodyLength, chunked);
    assert.equal(parse(post()).bodyLength, 0);
  });

  it("takes the host of an absolute target", () => {
    const { target, headers } = parse("GET http://b.example:81?x HTTP/1.1\r\nhost: a\r\n");
    assert.deepEqual([target, headers["host"]], ["/?x", "b.example:81"]);
  });

  it("takes the asterisk for OPTIONS, an empty host, and none in HTTP/1.0", () => {
    assert.equal(parse("OPTIONS * HTTP/1.1\r\nhost:\r\n").target, "*");
    assert.equal(parse("GET / HTTP/1.0\r\n").isHttp10, true);
  });
});
