import type { Generator } from "../generator.ts";
import { generateCases } from "./cases/generate.ts";
import { generateDashboards } from "./dashboards/generate.ts";
import { generateGrafana } from "./grafana.ts";
import { generatePrometheus } from "./prometheus.ts";
import { generateRules } from "./rules.ts";

/** All of deploy/monitoring that follows from the contract and the manifest. */
export const generateMonitoring: Generator = (fleet) =>
  [generateRules, generateCases, generatePrometheus, generateGrafana, generateDashboards].flatMap((generate) =>
    generate(fleet),
  );
