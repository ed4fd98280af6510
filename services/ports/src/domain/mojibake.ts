/**
 * Traces of text that was decoded with the wrong character set: UTF-8 read as Latin-1 or Windows-1252 ("Ã©", "â€™"),
 * the replacement character, C1 control characters, and signs of Latin-1 that stand in the place of a letter.
 */
const traces = [
  /[ÃÂ][\u0080-\u00bf]/,
  /â[\u0080-\u009f€™œ‚„“”]/,
  /\ufffd/,
  /[\u0080-\u009f]/,
  /\p{L}[\u00a1-\u00a9\u00ab-\u00b1\u00b4\u00b6\u00b8\u00bb-\u00bf×÷]|[\u00a1-\u00a9\u00ac-\u00b1\u00b8\u00bc-\u00bf×÷]\p{L}/u,
];

/** Does the text look wrongly decoded? A suspicion for people to check, not a proof. */
export function isMojibake(text: string): boolean {
  return traces.some((trace) => trace.test(text));
}
