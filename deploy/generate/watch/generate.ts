import type { Generator } from "../generator.ts";
import { generateDashboards } from "./dashboards/generate.ts";
import { generateGrafana } from "./grafana.ts";
import { generatePrometheus } from "./prometheus.ts";
import { generateRules } from "./rules.ts";

/** All of deploy/monitoring that follows from the contract and the manifest. */
export const generateMonitoring: Generator = (fleet) =>
  [generateRules, generatePrometheus, generateGrafana, generateDashboards].flatMap((generate) => generate(fleet));
