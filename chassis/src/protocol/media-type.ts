/** The media type of a `content-type` header: lower-case, without parameters; empty when there is none. */
export function toMediaType(header: string | undefined): string {
  if (header === undefined) return "";
  const semicolon = header.indexOf(";");
  return (semicolon < 0 ? header : header.slice(0, semicolon)).trim().toLowerCase();
}
