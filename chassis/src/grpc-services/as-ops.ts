import type { Service } from "../service.ts";

/**
 * Makes a service whose contract is not ours an operations service: its rpcs need no key and are never shed, limited or
 * logged at info, as `flotilla.v1.method` with `ops` would say.
 */
export function asOps(service: Service): Service {
  const routes = service.routes.map(({ method, handler }) => ({
    method: { ...method, policy: { ...method.policy, isOps: true, isPublic: true } },
    handler,
  }));
  return { ...service, routes };
}
