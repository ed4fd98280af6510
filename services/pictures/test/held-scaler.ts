import type { Image } from "../src/domain/picture.ts";
import type { Scaler } from "../src/domain/scaler.ts";

interface Order {
  readonly width: number;
  readonly signal: AbortSignal;
  /** Delivers an image of this many bytes. */
  deliver(bytes?: number): void;
  fail(reason: Error): void;
}

/** A scaler that does nothing until a test delivers. */
export class HeldScaler implements Scaler {
  readonly orders: Order[] = [];

  scaleDown(image: Image, width: number, signal: AbortSignal): Promise<Image> {
    const { promise, resolve, reject } = Promise.withResolvers<Image>();
    const deliver = (bytes = 10) => resolve({ ...image, width, png: new Uint8Array(bytes), digest: `small ${width}` });
    signal.addEventListener("abort", () => reject(signal.reason));
    this.orders.push({ width, signal, deliver, fail: reject });
    return promise;
  }
}
