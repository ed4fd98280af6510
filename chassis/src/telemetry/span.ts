import type { TraceContext } from "./trace-context.ts";

export type AttributeValue = string | number | boolean | readonly string[];

/** Attributes of a span, named by OpenTelemetry's semantic conventions. */
export type Attributes = Record<string, AttributeValue>;

/** Something that happened at one moment of a span. */
export interface SpanEvent {
  readonly name: string;
  /** On the `performance.now()` clock. */
  readonly timeMs: number;
  readonly attributes?: Attributes;
}

/** One finished piece of work of a sampled call. */
export interface Span {
  readonly name: string;
  readonly kind: "server" | "client" | "internal" | "producer" | "consumer";
  readonly trace: TraceContext;
  /** Whether the parent is another process's span. */
  readonly isParentRemote: boolean;
  /** On the `performance.now()` clock, as is `endMs`. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  /** What went wrong; undefined leaves the status unset, as the conventions ask for success. */
  readonly error?: string;
  readonly events?: readonly SpanEvent[];
}

/** Where finished spans go. */
export interface Spans {
  /** False when nobody would get them: then no span is made at all. */
  readonly isOn: boolean;
  add(span: Span): void;
}

/** Spans that go nowhere. */
export const noSpans: Spans = { isOn: false, add: () => undefined };
