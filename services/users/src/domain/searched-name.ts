import { foldText } from "@flotilla/chassis/listing";

/** What a name search looks into: "first last", folded. Since both are parts of it, so is a hit in either. */
export function searchedName(user: { readonly firstName: string; readonly lastName: string }): string {
  return foldText(`${user.firstName} ${user.lastName}`);
}
