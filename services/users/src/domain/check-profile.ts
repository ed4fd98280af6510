import { parseEmail } from "./email.ts";
import { invalidText } from "./faults.ts";
import type { Profile } from "./user.ts";

/** Each text's name in the contracts, and the most characters it may have; the modern contract says the same. */
const rules = {
  id: { path: "user.id", maxLength: 128 },
  firstName: { path: "user.first_name", maxLength: 256 },
  lastName: { path: "user.last_name", maxLength: 256 },
  phone: { path: "user.phone", maxLength: 64 },
  address: { path: "user.address", maxLength: 1024 },
} as const;

const noControls = /^\P{Cc}*$/u;
const onlyLineControls = /^[\P{Cc}\t\n\r]*$/u;

/** The profile with its email trimmed. Throws INVALID_EMAIL or INVALID_TEXT. Any age passes: the contracts decide. */
export function checkProfile(profile: Profile): Profile {
  const { firstName, lastName, phone, address } = profile;
  const email = parseEmail(profile.email);
  checkText("firstName", firstName);
  checkText("lastName", lastName);
  checkText("phone", phone);
  checkText("address", address, onlyLineControls);
  return { email, firstName, lastName, age: profile.age, phone, address };
}

/** Throws INVALID_TEXT when the text is too long or holds control characters or half a surrogate pair. */
export function checkText(field: keyof typeof rules, text: string, allowed = noControls): void {
  const { path, maxLength } = rules[field];
  if (isLonger(text, maxLength)) throw invalidText(path, `${path} cannot be longer than ${maxLength} characters`);
  if (!text.isWellFormed() || !allowed.test(text)) throw invalidText(path, `${path} cannot hold control characters`);
}

/** Counts characters, not UTF-16 units, and no more of them than it must. */
function isLonger(text: string, maxLength: number): boolean {
  return text.length > maxLength && [...text.slice(0, 2 * maxLength + 1)].length > maxLength;
}
