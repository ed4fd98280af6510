/** What the load asks of a server. */
export type Work = "get-by-email" | "get-user" | "create-user" | "echo-64k" | "echo-1m" | "produce" | "bytes";

/** Which port of a peer the work goes through. */
export type Door = "grpc" | "rest" | "bytes";

/** How a kind of work is named, asked for and counted. */
export interface WorkPlan {
  readonly title: string;
  readonly door: Door;
  /** What is counted; a call is `perCall` of them. */
  readonly unit: string;
  readonly perCall: number;
  /** Flags of the loader. */
  readonly flags: Readonly<Record<string, string | number>>;
}

const benchService = "/flotilla.bench.v1.BenchService";
const prefixBytes = 5;
const produced = { count: 1000, size: 90 };
/** A field's tag, and its length in one byte. */
const shortFieldBytes = 2;

/** Bytes of a call of GetByEmail and of our answer on the wire, frame heads and all, as the loader counts them. */
export const wireBytes = { request: 106, answer: 184 };

/** Every kind of work. */
export const works: Readonly<Record<Work, WorkPlan>> = {
  "get-by-email": call("gRPC `user.UserService/GetByEmail`", { path: "/user.UserService/GetByEmail" }),
  "get-user": { ...rest("REST `GET /v1/users/{id}`"), flags: { protocol: "http1", path: "/v1/users" } },
  "create-user": {
    ...rest("REST `POST /v1/users`"),
    flags: { protocol: "http1", path: "/v1/users", method: "POST" },
  },
  "echo-64k": echo("gRPC, 64 KiB there and back", 64 * 1024, 4),
  "echo-1m": echo("gRPC, 1 MiB there and back", 1024 * 1024, 4),
  produce: {
    ...call(`gRPC, streams of ${produced.count} messages of ${produced.size} bytes`, {
      path: `${benchService}/Produce`,
      message: "produce",
      ...produced,
      answer: produced.count * (prefixBytes + shortFieldBytes + produced.size),
    }),
    unit: "messages/s",
    perCall: produced.count,
  },
  bytes: {
    title: `Bare sockets, ${wireBytes.request} bytes there and ${wireBytes.answer} back`,
    door: "bytes",
    unit: "req/s",
    perCall: 1,
    flags: { protocol: "bytes", size: wireBytes.request, answer: wireBytes.answer },
  },
};

function call(title: string, flags: WorkPlan["flags"]): WorkPlan {
  return { title, door: "grpc", unit: "req/s", perCall: 1, flags: { protocol: "grpc", ...flags } };
}

function rest(title: string): Omit<WorkPlan, "flags"> {
  return { title, door: "rest", unit: "req/s", perCall: 1 };
}

/** Above 127 bytes a field's length takes more than one byte. */
function echo(title: string, size: number, fieldBytes: number): WorkPlan {
  const answer = prefixBytes + fieldBytes + size;
  return call(title, { path: `${benchService}/Echo`, message: "payload", size, answer });
}
