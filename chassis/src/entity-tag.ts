const entityTag = /(?:W\/)?"[!#-~\x80-\xff]*"/g;
const betweenTags = /^[ \t,]*$/;

/** The tags of a list (RFC 9110 §8.8.3, §5.6.1), or `*` for any; none when it is malformed. */
export function parseEntityTags(list: string): "*" | readonly string[] {
  if (list.trim() === "*") return "*";
  const isList = betweenTags.test(list.replace(entityTag, ""));
  return isList ? (list.match(entityTag) ?? []) : [];
}

const zipped = '-gzip"';

/** The strong tag of the same answer in gzip, which is other bytes (RFC 9110 §8.8.3.3). */
export function toZippedTag(tag: string): string {
  return `${tag.slice(0, -1)}${zipped}`;
}

/** The tag that {@link toZippedTag} was given. */
export function fromZippedTag(tag: string): string {
  return tag.endsWith(zipped) ? `${tag.slice(0, -zipped.length)}"` : tag;
}
