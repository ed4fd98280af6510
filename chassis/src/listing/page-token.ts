/** Text that leads on from a record, in a list by the same filter only. Opaque to callers; it keeps nobody out. */
export function formatPageToken(filter: readonly string[], lastId: string): string {
  const text = JSON.stringify([lastId, ...filter]);
  return new TextEncoder().encode(text).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The id that {@link formatPageToken} was given; undefined when the token or the filter is another. */
export function parsePageToken(filter: readonly string[], token: string): string | undefined {
  const lastId = readFirst(token);
  return formatPageToken(filter, lastId) === token ? lastId : undefined;
}

function readFirst(token: string): string {
  try {
    const text = new TextDecoder().decode(Uint8Array.fromBase64(token, { alphabet: "base64url" }));
    return String((JSON.parse(text) as readonly unknown[])[0]);
  } catch {
    return "";
  }
}
