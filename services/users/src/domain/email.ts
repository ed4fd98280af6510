import { invalidEmail } from "./faults.ts";

// The form that browsers accept for <input type=email> (WHATWG HTML, "valid email address"), with letters and digits of
// every script on both sides of the @ (RFC 6531).
const label = String.raw`[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?`;
const form = new RegExp(String.raw`^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_\x60{|}~-]{1,64}@${label}(?:\.${label})*$`, "u");

/** RFC 5321 §4.5.3.1.3: a path has at most 256 octets, two of them angle brackets. */
const maxLength = 254;

/** The email without blanks around it. Throws INVALID_EMAIL when it has not the form of one. */
export function parseEmail(text: string): string {
  const email = text.trim();
  if (email === "") throw invalidEmail("the email cannot be empty");
  if (email.length > maxLength) throw invalidEmail(`the email cannot be longer than ${maxLength} characters`);
  if (!form.test(email)) throw invalidEmail("the email must look like name@example.com");
  return email;
}

/** What makes an email unique: two that differ in case, blanks around or Unicode form alone have the same key. */
export function emailKey(email: string): string {
  return email.trim().normalize("NFC").toUpperCase().toLowerCase();
}
