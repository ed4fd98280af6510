import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errorCodes } from "../../src/index.ts";
import { Victim } from "../victim.ts";
import { data, frame, headers, literals, pingAck, postBlock, reset, settings } from "../wire.ts";

const withField = (name: string, value: string) => Buffer.concat([postBlock, literals(name, value)]);

/** Malformed requests (RFC 9113 §8.1.1): each is a stream error, and the connection goes on. */
const malformed: Readonly<Record<string, Buffer>> = {
  "an upper-case name": withField("X-Upper", "1"),
  "a blank in a name": withField("a b", "1"),
  "an empty name": withField("", "1"),
  "a colon in a name": withField("a:b", "1"),
  "a line break in a value": withField("a", "1\r\nhost: b"),
  "a carriage return in a value": withField("a", "1\r"),
  "NUL in a value": withField("a", "1\0"),
  "a blank before a value": withField("a", " 1"),
  "a tab behind a value": withField("a", "1\t"),
  "a line break in :path": Buffer.concat([Buffer.from("8386", "hex"), literals(":path", "/ HTTP/1.1\r\na: b")]),
  connection: withField("connection", "close"),
  "keep-alive": withField("keep-alive", "1"),
  "proxy-connection": withField("proxy-connection", "close"),
  "transfer-encoding": withField("transfer-encoding", "chunked"),
  upgrade: withField("upgrade", "h2c"),
  "te other than trailers": withField("te", "gzip"),
  "an unknown pseudo-field": withField(":proto", "x"),
  ":status": withField(":status", "200"),
  ":method twice": Buffer.concat([postBlock, Buffer.of(0x83)]),
  "a pseudo-field behind a regular one": Buffer.concat([literals("a", "b"), postBlock]),
  "no :scheme": Buffer.from("8384", "hex"),
  "no :path": Buffer.from("8386", "hex"),
  "an empty :path": Buffer.concat([Buffer.from("8386", "hex"), literals(":path", "")]),
  "a blank in :path": Buffer.concat([Buffer.from("8386", "hex"), literals(":path", "/ HTTP/1.1")]),
  "a :path that is a URL": Buffer.concat([Buffer.from("8386", "hex"), literals(":path", "http://a/")]),
  "the :path * of another method than OPTIONS": Buffer.concat([Buffer.from("8386", "hex"), literals(":path", "*")]),
  "a blank in :method": Buffer.concat([literals(":method", "GET /"), Buffer.from("8684", "hex")]),
  "an empty :method": Buffer.concat([literals(":method", ""), Buffer.from("8684", "hex")]),
  "another host than :authority": Buffer.concat([postBlock, literals(":authority", "a", "host", "b")]),
  "no fields": Buffer.alloc(0),
  "CONNECT with a path": Buffer.concat([literals(":method", "CONNECT", ":authority", "a:1"), Buffer.of(0x84)]),
  "lengths that differ": Buffer.concat([postBlock, literals("content-length", "0", "content-length", "1")]),
  "a length that is no number": withField("content-length", "-1"),
};

describe("a request with", () => {
  for (const [what, block] of Object.entries(malformed)) {
    it(`${what} is reset with PROTOCOL_ERROR, and the next is served`, async () => {
      const victim = new Victim();
      victim.send(headers(1, block), headers(3));
      assert.deepEqual(await victim.resetsOf(1), [errorCodes.protocolError]);
      assert.deepEqual(
        victim.streams.map(({ id }) => id),
        [3],
      );
      assert.equal(victim.error, undefined);
    });
  }
});

describe("a good request", () => {
  it("may name its host twice, and ask for * by OPTIONS", () => {
    const victim = new Victim();
    victim.send(headers(1, Buffer.concat([postBlock, literals(":authority", "a.example", "host", "A.example")])));
    victim.send(headers(3, literals(":method", "OPTIONS", ":scheme", "http", ":path", "*")));
    assert.equal(victim.streams.length, 2);
  });
});

/** What ends the connection, after one request on stream 5. */
const fatal: Readonly<Record<string, { bytes: Buffer; code: number }>> = {
  "uses a stream's id again": { bytes: headers(5), code: errorCodes.streamClosed },
  "opens a stream below the last": { bytes: headers(3), code: errorCodes.streamClosed },
  "opens a stream of ours": { bytes: headers(6), code: errorCodes.protocolError },
  "sends HEADERS on stream 0": { bytes: headers(0), code: errorCodes.protocolError },
  "sends DATA on stream 0": { bytes: data(0, "x"), code: errorCodes.protocolError },
  "sends DATA on a stream it never opened": { bytes: data(7, "x"), code: errorCodes.protocolError },
  "resets a stream it never opened": { bytes: reset(7), code: errorCodes.protocolError },
  "sends a PRIORITY of the wrong size for no stream": { bytes: frame(2, 0, 7, "00"), code: errorCodes.frameSizeError },
  "promises a push": { bytes: frame(5, 4, 5, "00000002838684"), code: errorCodes.protocolError },
  "sends SETTINGS on a stream": { bytes: frame(4, 0, 5), code: errorCodes.protocolError },
  "acknowledges SETTINGS with a payload": { bytes: frame(4, 1, 0, "000100000000"), code: errorCodes.frameSizeError },
  "enables push with 2": { bytes: settings(2, 2), code: errorCodes.protocolError },
  "sets a frame size below 16,384": { bytes: settings(5, 16_383), code: errorCodes.protocolError },
  "pads more than there is": { bytes: frame(0, 0x8, 5, "05aa"), code: errorCodes.protocolError },
  "sends a frame that is too large": { bytes: frame(0, 0, 5, Buffer.alloc(16_385)), code: errorCodes.frameSizeError },
};

describe("a peer that", () => {
  for (const [what, { bytes, code }] of Object.entries(fatal)) {
    it(`${what} is sent away, and told which streams were taken`, async () => {
      const victim = new Victim({ onStream: (stream) => stream.sendHeaders([":status", "204"], true) });
      victim.send(headers(5));
      victim.send(bytes);
      assert.equal(victim.code, code);
      assert.deepEqual(await victim.goaways(), [[5, code]]);
    });
  }

  it("sends trailers twice is refused the second", async () => {
    const victim = new Victim();
    victim.send(headers(1, postBlock, false), headers(1, literals("a", "b")), headers(1, literals("a", "b")));
    assert.deepEqual(await victim.resetsOf(1), [errorCodes.streamClosed]);
    assert.equal(victim.error, undefined);
  });

  it("opens more streams than it may is refused those", async () => {
    const victim = new Victim({ limits: { maxConcurrentStreams: 2 } });
    victim.send(headers(1, postBlock, false), headers(3, postBlock, false), headers(5), headers(7));
    assert.deepEqual(await victim.resetsOf(5), [errorCodes.refusedStream]);
    assert.deepEqual(await victim.resetsOf(7), [errorCodes.refusedStream]);
    assert.equal(victim.connection.streamCount, 2);
    victim.send(reset(1));
    victim.send(headers(9));
    assert.equal(victim.streams.at(-1)?.id, 9);
  });

  it("hears GOAWAY again never hears a higher last stream", async () => {
    const victim = new Victim();
    victim.send(headers(1, postBlock, false));
    victim.connection.goaway();
    victim.send(headers(3, postBlock, false), pingAck, headers(5), data(9, "x"));
    assert.deepEqual(await victim.goaways(), [
      [2 ** 31 - 1, errorCodes.noError],
      [3, errorCodes.noError],
      [3, errorCodes.protocolError],
    ]);
  });

  it("makes us fail inside learns nothing of it", async () => {
    const victim = new Victim();
    victim.send(headers(1, postBlock, false));
    const [stream] = victim.streams;
    stream!.onReadable = () => {
      stream!.onReadable = undefined;
      throw new Error("secret");
    };
    victim.send(data(1, "x"));
    assert.equal(victim.code, errorCodes.internalError);
    assert.match(String(victim.error?.cause), /secret/);
    const goaway = (await victim.sent()).find(({ type }) => type === 7);
    assert.doesNotMatch(String(goaway?.payload), /secret/);
  });
});
