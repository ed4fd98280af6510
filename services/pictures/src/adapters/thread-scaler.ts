import { Worker } from "node:worker_threads";
import type { Part } from "@flotilla/chassis";
import { thumbnailsBusy } from "../domain/faults.ts";
import type { Image } from "../domain/picture.ts";
import type { Scaler } from "../domain/scaler.ts";

/** Each takes some 0.1 s: whoever would come later is better served by an answer at once. */
const maxWaiting = 32;

interface Job {
  readonly image: Image;
  readonly width: number;
  resolve(image: Image): void;
  reject(reason: unknown): void;
}

/**
 * Makes images smaller on a thread of its own, which is started when it is first needed: however many are asked for, they
 * take one core, and the calls of everybody else go on. It does one at a time; the others wait, up to 32 of them.
 */
export class ThreadScaler implements Scaler, Part {
  readonly name = "thumbnails";
  readonly #waiting = new Set<Job>();
  #thread: Worker | undefined;
  #running: Job | undefined;

  scaleDown(image: Image, width: number, signal: AbortSignal): Promise<Image> {
    if (this.#waiting.size >= maxWaiting) return Promise.reject(thumbnailsBusy());
    const { promise, resolve, reject } = Promise.withResolvers<Image>();
    const job = { image, width, resolve, reject };
    const giveUp = () => {
      if (this.#waiting.delete(job)) reject(signal.reason);
    };
    signal.addEventListener("abort", giveUp, { once: true });
    this.#waiting.add(job);
    this.#next();
    return promise.finally(() => signal.removeEventListener("abort", giveUp));
  }

  async stop(): Promise<void> {
    for (const job of this.#waiting) job.reject(threadEnded());
    this.#waiting.clear();
    await this.#thread?.terminate();
  }

  #next(): void {
    const [job] = this.#waiting;
    if (this.#running || !job) return;
    this.#waiting.delete(job);
    this.#running = job;
    this.#thread ??= this.#startThread();
    this.#thread.postMessage({ png: job.image.png, width: job.width });
  }

  #startThread(): Worker {
    const thread = new Worker(new URL("./scale-worker.ts", import.meta.url));
    let failure = threadEnded();
    thread.unref();
    thread.on("message", (image: Image) => this.#finish((job) => job.resolve(image)));
    thread.on("error", (error) => {
      failure = error as Error;
    });
    // An image that cannot be read costs the thread; the next one gets a new thread.
    thread.on("exit", () => {
      this.#thread = undefined;
      this.#finish((job) => job.reject(failure));
    });
    return thread;
  }

  #finish(settle: (job: Job) => void): void {
    const job = this.#running;
    this.#running = undefined;
    if (job) settle(job);
    this.#next();
  }
}

function threadEnded(): Error {
  return new Error("the thread that makes thumbnails has ended");
}
