import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { Call, type CallInit, type HeaderMap } from "../src/call.ts";
import { type Method, toMethod } from "../src/method.ts";
import type { Policy } from "../src/policy.ts";

/** A method of the hello contract with the policy that a test is about. */
export function newMethod(policy: Partial<Policy> = {}, over: Partial<Method> = {}): Method {
  const method = toMethod(HelloService.method.getHello);
  return { ...method, policy: { ...method.policy, ...policy }, ...over };
}

/** A call that came through no door. */
export function newCall(method: Method, headers: HeaderMap = {}, over: Partial<CallInit> = {}): Call {
  return new Call({ method, transport: "memory", headers, peer: { address: "192.0.2.7" }, ...over });
}
