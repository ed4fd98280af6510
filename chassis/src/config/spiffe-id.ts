import { compileIdentityPattern } from "../middleware/identity-pattern.ts";
import { type Field, type FieldOptions, toField } from "./field.ts";

const isSpiffeId = compileIdentityPattern("spiffe://*/**");

/** The SPIFFE ID of a peer, such as `spiffe://example.org/places`; what is none would be met by no certificate. */
export function spiffeId(env: string, options: Omit<FieldOptions<undefined>, "fallback">): Field<string | undefined> {
  return toField<string | undefined>(env, { ...options, fallback: undefined }, (value) => {
    if (!isSpiffeId(value)) throw new Error("must be a SPIFFE ID such as spiffe://example.org/places");
    return value;
  });
}
