import sonic from "sonic-boom";

/** Where log lines go. `line` ends with a newline. */
export interface LineSink {
  write(line: string): void;
  /** Writes out what is buffered, before it returns. */
  flush(): void;
}

/** Waiting lines are written when there are so many characters, or so many milliseconds have passed. */
const bufferedLength = 64 * 1024;
const flushEveryMs = 100;
/** A reader of ours that stands still costs us its lines, not our memory. */
const maxBufferedBytes = 16 * 1024 * 1024;

/**
 * Lines to a file descriptor, gathered and written in the background: joining them first costs a third of handing each
 * to the stream (measured). `isBuffered` false writes at once, for terminals.
 */
export function createLineSink(fd: number, isBuffered: boolean): LineSink {
  const stream = new sonic.SonicBoom(
    isBuffered ? { fd, sync: false, maxLength: maxBufferedBytes, maxWrite: bufferedLength } : { fd, sync: true },
  );
  // A closed pipe (`| head`) must not end the process.
  stream.on("error", () => undefined);
  let waiting = "";
  const send = () => {
    if (waiting !== "") stream.write(waiting);
    waiting = "";
  };
  if (isBuffered) setInterval(send, flushEveryMs).unref();
  return {
    write(line) {
      waiting += line;
      if (!isBuffered || waiting.length >= bufferedLength) send();
    },
    flush() {
      send();
      flushStream(stream);
    },
  };
}

function flushStream(stream: { flushSync(): void }): void {
  try {
    stream.flushSync();
  } catch {
    // The descriptor is not open yet, or no longer: there is nobody left to read.
  }
}
