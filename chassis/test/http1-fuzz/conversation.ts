import type { Random } from "../random.ts";

const targets = ["/", "/a/b?c=d&e=%20", "/v1/users/1", "//x", "/?", "/~!$&'()*+,;=:@"];
const lines = [
  "Accept: */*",
  "ACCEPT-encoding: gzip, br",
  "x-empty:",
  "X-Blanks: \t a b\t ",
  "cookie: a=1",
  "Cookie: b=2",
  "set-cookie: a",
  "authorization: one",
  "Authorization: two",
  "x-list: 1",
  "X-List: 2",
  "x-high: \u00e9\u00ff",
  "__proto__: x",
  "constructor: y",
  "te: trailers",
  "connection: keep-alive",
  "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
];

/** Some requests one after the other, as a peer that keeps RFC 9112 sends them. */
export function createConversation(random: Random): Buffer {
  const count = 1 + random.below(4);
  const requests = Array.from({ length: count }, () => createRequest(random));
  return Buffer.from(requests.join(random.pick(["", "", "", "\r\n"])), "latin1");
}

function createRequest(random: Random): string {
  const hasBody = random.below(2) === 0;
  const isOld = random.below(8) === 0;
  const verb = hasBody ? random.pick(["POST", "PUT", "PATCH"]) : random.pick(["GET", "GET", "HEAD", "DELETE"]);
  const target = random.below(20) === 0 && !hasBody ? "*" : random.pick(targets);
  const [framing, body] = hasBody ? createBody(random, isOld) : ["", ""];
  const fields = Array.from({ length: random.below(6) }, () => `${random.pick(lines)}\r\n`).join("");
  const line = `${target === "*" ? "OPTIONS" : verb} ${target} HTTP/1.${isOld ? 0 : 1}\r\n`;
  const kept = isOld ? "connection: keep-alive\r\n" : "";
  return `${line}host: a.example:80\r\n${fields}${kept}${framing}\r\n${body}`;
}

function createBody(random: Random, isOld: boolean): [framing: string, body: string] {
  const text = random.pick(["", "x", "hello", "a\r\n\r\nb", "y".repeat(100)]);
  if (isOld || random.below(2) === 0) return [`content-length: ${text.length}\r\n`, text];
  let body = "";
  for (let at = 0; at < text.length; ) {
    const size = 1 + random.below(text.length);
    const part = text.slice(at, at + size);
    const digits = part.length.toString(16).padStart(random.pick([1, 1, 4]), "0");
    body += `${digits}${random.pick(["", "", ";a", ';a=b;c="d;\\" "'])}\r\n${part}\r\n`;
    at += size;
  }
  const trailers = random.pick(["", "", "x-sum: 1\r\n", "a: b\r\nc:\r\n"]);
  return ["Transfer-Encoding: chunked\r\n", `${body}0\r\n${trailers}\r\n`];
}
