import type { Call } from "../call.ts";
import { Fault } from "../fault.ts";
import type { Middleware } from "../handler.ts";
import { compileIdentityPattern } from "./identity-pattern.ts";

/**
 * Holds callers to the contract's `auth.identities` where client certificates are asked for: the one URI name of the
 * certificate must match a pattern, or the call fails with IDENTITY_NOT_ALLOWED. A certificate with none or several is
 * nobody's (X.509-SVID §2). Rpcs without patterns take any trusted certificate; operations endpoints and calls within
 * the process pass. The name becomes `call.identity`.
 *
 * @example
 * const handler = compose([identities(true)], (_request, call) => call.identity, method);
 * const peer = { address: "192.0.2.7", identities: ["spiffe://example.org/clock"] };
 * assert.equal(handler({}, newCall(method, {}, { transport: "grpc", peer })), "spiffe://example.org/clock");
 */
export function identities(isAsked: boolean): Middleware {
  return (next, method) => {
    const { isOps, identities: patterns, subscription } = method.policy;
    const matchers = patterns.map(compileIdentityPattern);
    if (!isAsked || isOps || subscription) return next;
    return function identities(request, call) {
      const identity = readIdentity(call);
      const isAllowed = identity !== undefined && matchers.some((matches) => matches(identity));
      if (matchers.length > 0 && !isAllowed && call.transport !== "memory") throw notAllowed(call, identity);
      call.identity = identity;
      return next(request, call);
    };
  };
}

function readIdentity({ peer }: Call): string | undefined {
  const names = peer.identities;
  return names?.length === 1 ? names[0] : undefined;
}

function notAllowed({ method }: Call, identity: string | undefined): Fault {
  const shown = identity === undefined ? "Your certificate names no single identity" : `You are ${identity}`;
  const message = `${shown}; only those that its contract lists may call ${method.name}.`;
  return new Fault({ code: "permission_denied", reason: "IDENTITY_NOT_ALLOWED", message });
}
