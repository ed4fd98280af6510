/** One event as a browser would dispatch it. */
export interface ReadEvent {
  readonly type: string;
  readonly data: string;
  /** The last id that the stream has named. */
  readonly lastEventId: string;
}

/** Reads an event stream as the WHATWG tells browsers to (HTML §9.2.6): what is not ended by a blank line is dropped. */
export function readEvents(text: string): readonly ReadEvent[] {
  const events: ReadEvent[] = [];
  let [type, data, lastEventId] = ["", "", ""];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [, name, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
    if (name === "event") type = value;
    if (name === "data") data += `${value}\n`;
    if (name === "id") lastEventId = value;
    if (line !== "") continue;
    if (data !== "") events.push({ type: type || "message", data: data.slice(0, -1), lastEventId });
    [type, data] = ["", ""];
  }
  return events;
}
