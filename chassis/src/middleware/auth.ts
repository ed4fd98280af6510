import type { Call } from "../call.ts";
import { Fault } from "../fault.ts";
import type { Middleware } from "../handler.ts";
import type { ApiKey } from "./parse-api-keys.ts";

/** Where keys are looked up. */
export interface KeyRing {
  /** The key that `secret` is, if it is one. */
  find(secret: string): ApiKey | undefined;
}

/**
 * Asks for an API key in `x-api-key` or `apikey` (header or metadata), and for the scopes that the contract names. Public
 * rpcs, operations endpoints and messages of a queue pass without; so do requests that no route matches, which are told so. Without keys
 * everybody may call. The key's name becomes `call.identity`.
 *
 * @example
 * const keys = { find: (secret) => (secret === "s3cret" ? { name: "shop", scopes: new Set() } : undefined) };
 * const handler = compose([auth(keys)], (_request, call) => call.identity, method);
 * assert.equal(handler({}, newCall(method, { "x-api-key": "s3cret" })), "shop");
 * assert.throws(() => handler({}, newCall(method)), { reason: "UNAUTHENTICATED" });
 */
export function auth(keys: KeyRing | undefined): Middleware {
  return (next, method) => {
    const { isPublic, isOps, scopes, subscription } = method.policy;
    if (!keys || isPublic || isOps || subscription) return next;
    return function auth(request, call) {
      const secret = call.header("x-api-key") ?? call.header("apikey");
      const key = secret ? keys.find(secret) : undefined;
      if (!key) throw unauthenticated(secret);
      call.identity = key.name;
      const missing = scopes.filter((scope) => !key.scopes.has(scope));
      if (missing.length > 0) throw missingScope(call, missing);
      return next(request, call);
    };
  };
}

function unauthenticated(secret: string | undefined): Fault {
  const problem = secret ? "The API key is not known." : "An API key is needed.";
  return new Fault({
    code: "unauthenticated",
    reason: "UNAUTHENTICATED",
    message: `${problem} Send a valid one in the header X-API-KEY or apikey.`,
    headers: { "www-authenticate": 'ApiKey realm="flotilla"' },
  });
}

function missingScope(call: Call, missing: readonly string[]): Fault {
  const message = `The API key "${call.identity}" lacks the scope ${missing.join(", ")} that ${call.method.name} needs.`;
  return new Fault({ code: "permission_denied", reason: "MISSING_SCOPE", message });
}
