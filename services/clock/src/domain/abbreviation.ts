/**
 * No kind of English knows the short names of all zones: Americans know `EST` and not `CET`, Britons the other way round
 * (Unicode CLDR, "commonlyUsed"). So several are asked, the one that knows most first; Japanese for `JST`.
 */
const locales = "en-US en-GB en-AU en-IN en-ZA en-IE en-CA en-NZ en-SG en-HK en-ID ja-JP".split(" ");

/** How a zone is called at an instant: `WEST`, `EST`, `IST`. Undefined where there is nothing but the offset to say. */
export function findAbbreviation(timezone: string, instant: Temporal.Instant): string | undefined {
  for (const locale of locales) {
    const name = readName(locale, timezone, instant);
    if (name && /^[A-Z]{2,5}$/.test(name)) return name;
  }
  return undefined;
}

function readName(locale: string, timeZone: string, instant: Temporal.Instant): string | undefined {
  const format = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" });
  return format.formatToParts(instant.epochMilliseconds).find(({ type }) => type === "timeZoneName")?.value;
}
