import type { ServerName } from "./targets.ts";

/** What a section's figures have to show: our figure over that of a peer. */
export interface Goal {
  readonly section: string;
  readonly versus: ServerName;
  /** Rates are ours over theirs, median latencies theirs over ours, so that more is better either way. */
  readonly of: "rate" | "latency";
  readonly aim: number;
  /** Below this it falls short; without one, below the aim. */
  readonly must?: number;
  /** The same peer with its log lines in blocks, shown beside. */
  readonly beside?: ServerName;
}

const full = { versus: "grpc-go", beside: "grpc-go-blocks" } as const;
const bare = { versus: "grpc-go" } as const;
const tonic = { versus: "tonic", of: "rate", aim: 1, must: 0.8 } as const;
const gin = { versus: "gin", beside: "gin-blocks", of: "rate", aim: 1.5 } as const;

/** Every ratio the wire is judged by. */
export const goals: readonly Goal[] = [
  { ...full, section: "grpc-full-8x16", of: "rate", aim: 2, must: 1.5 },
  { ...bare, section: "grpc-bare-8x16", of: "rate", aim: 1.5 },
  { ...full, section: "grpc-full-64x1", of: "rate", aim: 1.3, must: 1.15 },
  { ...bare, section: "grpc-bare-64x1", of: "rate", aim: 1.3, must: 1.15 },
  { ...full, section: "grpc-full-1x1", of: "latency", aim: 1 },
  { ...bare, section: "grpc-bare-1x1", of: "latency", aim: 1 },
  { ...bare, section: "echo-64k", of: "rate", aim: 1 },
  { ...bare, section: "echo-1m", of: "rate", aim: 1 },
  { ...bare, section: "stream", of: "rate", aim: 1 },
  { ...gin, section: "rest-get-full" },
  { ...gin, section: "rest-post-full" },
  { ...tonic, section: "grpc-bare-8x16" },
  { ...tonic, section: "grpc-bare-64x1" },
];
