// Makes pixels fewer by the mean of the area that each new one covers, which is exact where nothing is enlarged. Light
// adds up, the numbers of sRGB do not: they are turned into light and back (IEC 61966-2-1).

/** Rows of RGBA, one byte each. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** What one new pixel takes of the old ones along one axis: `weights[0]` of the pixel `from`, and so on; they add up to 1. */
interface Span {
  readonly from: number;
  readonly weights: readonly number[];
}

const channels = 4;
const lightSteps = 2 ** 14 - 1;
const lightOf = Float32Array.from({ length: 256 }, (_, value) => toLight(value / 255));
const srgbOf = Uint8Array.from({ length: lightSteps + 1 }, (_, step) => Math.round(fromLight(step / lightSteps) * 255));

/** The same picture with `width` columns, fewer than it has, and as many rows as its proportions ask for. */
export function shrinkPixels(source: Pixels, width: number): Pixels {
  const height = Math.max(1, Math.round((source.height * width) / source.width));
  const narrow = shrinkRows(source, toSpans(source.width, width));
  const data = new Uint8Array(width * height * channels);
  const row = new Float32Array(width * channels);
  for (const [y, { from, weights }] of toSpans(source.height, height).entries()) {
    row.fill(0);
    for (const [index, weight] of weights.entries()) {
      const start = (from + index) * row.length;
      for (let at = 0; at < row.length; at++) row[at]! += narrow[start + at]! * weight;
    }
    writeRow(row, data.subarray(y * row.length));
  }
  return { width, height, data };
}

/** Every row in light, narrowed. */
function shrinkRows({ width, height, data }: Pixels, spans: readonly Span[]): Float32Array {
  const narrow = new Float32Array(spans.length * height * channels);
  const row = new Float32Array(width * channels);
  for (let y = 0; y < height; y++) {
    readRow(data.subarray(y * row.length, (y + 1) * row.length), row);
    for (const [x, { from, weights }] of spans.entries()) {
      const to = (y * spans.length + x) * channels;
      for (let index = 0; index < weights.length; index++) {
        const [at, weight] = [(from + index) * channels, weights[index]!];
        for (let channel = 0; channel < channels; channel++) narrow[to + channel]! += row[at + channel]! * weight;
      }
    }
  }
  return narrow;
}

/** What cannot be seen adds nothing: colours are multiplied by their opacity. */
function readRow(bytes: Uint8Array, row: Float32Array): void {
  for (let at = 0; at < bytes.length; at += channels) {
    const opacity = bytes[at + 3]! / 255;
    for (let channel = 0; channel < 3; channel++) row[at + channel] = lightOf[bytes[at + channel]!]! * opacity;
    row[at + 3] = opacity;
  }
}

function writeRow(row: Float32Array, bytes: Uint8Array): void {
  for (let at = 0; at < row.length; at += channels) {
    const opacity = row[at + 3]!;
    const scale = opacity > 0 ? lightSteps / opacity : 0;
    for (let channel = 0; channel < 3; channel++) {
      bytes[at + channel] = srgbOf[Math.min(lightSteps, Math.round(row[at + channel]! * scale))]!;
    }
    bytes[at + 3] = Math.round(opacity * 255);
  }
}

function toSpans(length: number, count: number): readonly Span[] {
  const size = length / count;
  return Array.from({ length: count }, (_, index) => {
    const [start, end] = [index * size, Math.min(length, (index + 1) * size)];
    const from = Math.floor(start);
    const weights = Array.from({ length: Math.ceil(end) - from }, (_, offset) => {
      const at = from + offset;
      return (Math.min(end, at + 1) - Math.max(start, at)) / (end - start);
    });
    return { from, weights };
  });
}

function toLight(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function fromLight(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}
