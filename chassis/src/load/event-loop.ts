/** What the shedder knows of the event loop; a port, so that its tests need neither load nor time. */
export interface EventLoop {
  /** Milliseconds on the `performance.now()` clock. */
  now(): number;
  /** Milliseconds that the loop has waited for something to do, since it began. */
  idleMs(): number;
  /** How often it has turned. */
  loops(): number;
  /** Calls `listener` when everything that this turn has read was given to its reader. */
  afterTurn(listener: () => void): void;
}

const { nodeTiming } = performance;

/** The loop that this code runs on. */
export const systemLoop: EventLoop = {
  now: () => performance.now(),
  idleMs: () => nodeTiming.idleTime,
  loops: () => nodeTiming.uvMetricsInfo.loopCount,
  afterTurn: (listener) => void setImmediate(listener),
};
