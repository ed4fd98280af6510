import { type Field, type FieldOptions, toField } from "./field.ts";

const durationUnits: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const byteUnits: Readonly<Record<string, number>> = {
  "": 1,
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

/** A time such as `250ms`, `10s`, `5m` or `24h`, read to milliseconds. */
export function duration<T extends number | undefined>(env: string, options: FieldOptions<T>): Field<T | number> {
  return measure(env, options, durationUnits, "a time such as 250ms, 10s, 5m or 24h");
}

/** A size such as `4MiB`, `500kB` or plain bytes, read to bytes. */
export function bytes<T extends number | undefined>(env: string, options: FieldOptions<T>): Field<T | number> {
  return measure(env, options, byteUnits, "a size such as 4MiB, 500kB or plain bytes");
}

function measure<T extends number | undefined>(
  env: string,
  options: FieldOptions<T>,
  units: Readonly<Record<string, number>>,
  form: string,
): Field<T | number> {
  const write = (amount: number | undefined) => toShown(amount, units);
  const parse = (value: string) => {
    const [, number, unit = ""] = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(value) ?? [];
    const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
    const amount = factor === undefined ? Number.NaN : Math.round(Number(number) * factor);
    if (!Number.isSafeInteger(amount)) throw new Error(`must be ${form}`);
    return amount;
  };
  return toField<T | number>(env, { shownDefault: write(options.fallback), ...options }, parse, write);
}

/** A default in the largest unit that divides it. */
function toShown(amount: number | undefined, units: Readonly<Record<string, number>>): string {
  if (amount === undefined) return "–";
  const [unit, factor] = Object.entries(units).findLast(([, size]) => amount >= size && amount % size === 0) ?? ["", 1];
  return `${amount / factor}${unit}`;
}
