/** The bytes that JSON is built of. */
export const sign = {
  tab: 0x09,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  blank: 0x20,
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  openBrace: 0x7b,
  closeBrace: 0x7d,
  /** Brackets and braces differ by this bit only, and no other bytes become one of them by it. */
  braceBit: 0x20,
} as const;
