import type { Port } from "../src/domain/port.ts";

/** A port with this code; what a test does not care for is the same for all. */
export function toPort(unloc: string, fields: Partial<Port> = {}): Port {
  return { unloc, name: "Name", city: "City", country: "Country", alias: [], regions: [], unlocs: [unloc], ...fields };
}

/** The code with this number: AA000, AA001 … ZZZZZ. */
export function toUnloc(index: number): string {
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const place = index % 36 ** 3;
  const country = Math.floor(index / 36 ** 3);
  const letters = [Math.floor(country / 26), country % 26].map((letter) => digits[10 + letter]);
  return letters.join("") + place.toString(36).toUpperCase().padStart(3, "0");
}
