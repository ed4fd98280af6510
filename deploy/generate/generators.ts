import { generateAsyncApi } from "./asyncapi.ts";
import { generateCatalogue } from "./catalogue/generate.ts";
import { generateCompose } from "./compose/generate.ts";
import { generateGateways } from "./gateway/generate.ts";
import type { Generator } from "./generator.ts";
import { generateGitops } from "./gitops/generate.ts";
import { generateOpenApi } from "./openapi.ts";
import { generatePipelines } from "./pipelines.ts";
import { generateValues } from "./values.ts";
import { generateValuesSchema } from "./values-schema.ts";
import { generateMonitoring } from "./watch/generate.ts";

/** All of them, each for a folder of its own. */
export const generators: readonly Generator[] = [
  generateMonitoring,
  generateValues,
  generateValuesSchema,
  generateGateways,
  generateCompose,
  generatePipelines,
  generateGitops,
  generateOpenApi,
  generateAsyncApi,
  generateCatalogue,
];
