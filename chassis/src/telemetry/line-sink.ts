import sonic from "sonic-boom";

/** Where log lines go. `line` ends with a newline. */
export interface LineSink {
  write(line: string): void;
  /** Writes out what is buffered, before it returns. */
  flush(): void;
}

/** Waiting lines are written when there are so many bytes, or so many milliseconds have passed. */
const bufferBytes = 8192;
const flushEveryMs = 100;
/** A reader of ours that stands still costs us its lines, not our memory. */
const maxBufferedBytes = 16 * 1024 * 1024;

/**
 * Lines to a file descriptor, gathered and written in the background. `isBuffered` false writes at once, for terminals.
 */
export function createLineSink(fd: number, isBuffered: boolean): LineSink {
  const buffered = { sync: false, minLength: bufferBytes, periodicFlush: flushEveryMs, maxLength: maxBufferedBytes };
  const stream = new sonic.SonicBoom(isBuffered ? { fd, ...buffered } : { fd, sync: true });
  // A closed pipe (`| head`) must not end the process.
  stream.on("error", () => undefined);
  return {
    write: (line) => void stream.write(line),
    flush() {
      try {
        stream.flushSync();
      } catch {
        // The descriptor is not open yet, or no longer: there is nobody left to read.
      }
    },
  };
}
