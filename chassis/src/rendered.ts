/** A message as REST answers it. */
export interface Rendered {
  readonly contentType: string;
  readonly body: string | Uint8Array;
  /** The request header that it would look different for. */
  readonly vary?: string;
}

/** An answer that is given more than once: REST leaves with it what it made of it the last time. */
export interface Reusable {
  rendering: Rendering | undefined;
}

/** What one route made of it for callers who chose one type. */
export interface Rendering {
  readonly plan: object;
  readonly chosenType: string;
  readonly rendered: Rendered;
}
