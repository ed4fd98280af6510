import type { Generator } from "../generator.ts";
import { generateKong } from "./kong.ts";
import { generateNginx } from "./nginx.ts";

/** What stands in front of the fleet outside Kubernetes: Kong, as compose runs it, and nginx. */
export const generateGateways: Generator = (fleet) =>
  [generateKong, generateNginx].flatMap((generate) => generate(fleet));
