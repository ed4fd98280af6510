/** What the reply subject of a delivered message says of it. */
export interface DeliveryFacts {
  readonly stream: string;
  /** Its place in the stream. */
  readonly sequence: number;
  /** 1 at first. */
  readonly attempt: number;
  readonly time: Date;
}

const nanosPerMs = 1_000_000n;

/**
 * Reads `$JS.ACK.[<domain>.<account>.]<stream>.<consumer>.<attempt>.<stream sequence>.<consumer sequence>.<time>.<pending>…`
 * (NATS ADR-15). Undefined for any other subject.
 */
export function parseAckSubject(reply: string): DeliveryFacts | undefined {
  const tokens = reply.split(".");
  if (tokens[0] !== "$JS" || tokens[1] !== "ACK" || tokens.length < 9) return undefined;
  const from = tokens.length >= 11 ? 4 : 2;
  return {
    stream: tokens[from]!,
    attempt: Number(tokens[from + 2]),
    sequence: Number(tokens[from + 3]),
    time: new Date(Number(BigInt(tokens[from + 5]!) / nanosPerMs)),
  };
}
