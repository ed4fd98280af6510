/** The lower-case form of each character of a token (RFC 9110 §5.6.2); 0 marks those that may not stand in one. */
export const tokenCharacters: Uint8Array = table(/[!#$%&'*+\-.^_`|~0-9A-Za-z]/, (text) => text.toLowerCase());

/** Marks what may stand in a field's value (RFC 9110 §5.5): visible Latin-1 and blanks, no other control character. */
export const valueCharacters: Uint8Array = table(/[\t\x20-\x7e\x80-\xff]/);

/** Marks what may stand in a request's target: visible ASCII but `#` (RFC 9112 §3.2, RFC 3986 §2). */
export const targetCharacters: Uint8Array = table(/[!"$-~]/);

export const [tab, lineFeed, carriageReturn, space, colon] = [9, 10, 13, 32, 58];

function table(allowed: RegExp, toEntry: (text: string) => string = (text) => text): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => {
    const text = String.fromCharCode(code);
    return allowed.test(text) ? toEntry(text).charCodeAt(0) : 0;
  });
}
