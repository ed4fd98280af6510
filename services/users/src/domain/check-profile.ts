import { parseEmail } from "./email.ts";
import { invalidText } from "./faults.ts";
import type { Profile } from "./user.ts";

/** Most characters of each text; the contract says the same. */
export const maxLengths = { id: 128, firstName: 256, lastName: 256, phone: 64, address: 1024 } as const;

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
export function checkText(field: keyof typeof maxLengths, text: string, allowed = noControls): void {
  const max = maxLengths[field];
  if (text.length > max && [...text.slice(0, 2 * max + 1)].length > max) {
    throw invalidText(field, `${field} cannot be longer than ${max} characters`);
  }
  if (!text.isWellFormed() || !allowed.test(text)) throw invalidText(field, `${field} cannot hold control characters`);
}
