import type { Random } from "../random.ts";

/** What requests are smuggled with: framing said twice, or in words that only some understand. */
const poison = [
  "Content-Length: 0\r\n",
  "Content-Length: 5\r\n",
  "content-length: +5\r\n",
  "content-length: 0x5\r\n",
  "content-length: 5, 5\r\n",
  "content-length: 99999999999999999999\r\n",
  "Transfer-Encoding: chunked\r\n",
  "transfer-encoding: chunked, gzip\r\n",
  "transfer-encoding: gzip, chunked\r\n",
  "transfer-encoding: xchunked\r\n",
  "Transfer-Encoding : chunked\r\n",
  "transfer-encoding:\u000bchunked\r\n",
  " folded\r\n",
  "host: b\r\n",
  "Host:\r\n",
  "connection: close\r\n",
  "expect: 100-continue\r\n",
  "x:y\n",
  "x:\ry\r\n",
  "x: \u0000\r\n",
  ": empty\r\n",
  "\r\n",
  "\n",
  "\r",
  "0\r\n\r\n",
  "5\r\nhello\r\n",
  "-1\r\n",
  "5 \r\nhello\r\n",
  "5; a\r\nhello\r\n",
  "ffffffffffffffffff\r\n",
  "GET http://other.example/x?y HTTP/1.1\r\nhost: a\r\n\r\n",
  "CONNECT a:443 HTTP/1.1\r\nhost: a\r\n\r\n",
  "GET /#f HTTP/1.1\r\nhost: a\r\n\r\n",
  "GET  / HTTP/1.1\r\nhost: a\r\n\r\n",
  "GET / HTTP/1.1 \r\nhost: a\r\n\r\n",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
];

type Spoiling = (bytes: Buffer, random: Random) => Buffer;

const spoilings: readonly Spoiling[] = [
  flip,
  flip,
  insertByte,
  insertPoison,
  insertPoison,
  insertPoison,
  drop,
  repeat,
  cut,
];

/** Spoils a conversation in one to three places. */
export function spoil(bytes: Buffer, random: Random): Buffer {
  let spoiled = bytes;
  for (let left = 1 + random.below(3); left > 0; left--) spoiled = random.pick(spoilings)(spoiled, random);
  return spoiled;
}

function flip(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) copy[random.below(copy.length)]! ^= 1 << random.below(8);
  return copy;
}

function insertByte(bytes: Buffer, random: Random): Buffer {
  const code = random.pick([0, 9, 10, 13, 32, 34, 44, 58, 59, 127, 128, 255]);
  return insert(bytes, random.below(bytes.length + 1), Buffer.from([code]));
}

/** Most often at the beginning of a line. */
function insertPoison(bytes: Buffer, random: Random): Buffer {
  const from = random.below(bytes.length + 1);
  const line = random.below(4) === 0 ? from : bytes.indexOf("\n", from) + 1;
  return insert(bytes, line, Buffer.from(random.pick(poison), "latin1"));
}

function drop(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(8))]);
}

function repeat(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  return insert(bytes, at, bytes.subarray(at, at + random.below(40)));
}

function cut(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random.below(bytes.length + 1));
}

function insert(bytes: Buffer, at: number, more: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
}
