import type { Generator } from "./generator.ts";
import { mark } from "./generator.ts";

/** What pipelines and the Makefile have to know of a release, as lines that both make and a shell read. */
export const generatePipelines: Generator = ({ registry, repository, source, version }) => [
  {
    path: "deploy/pipelines/release.env",
    text: `# ${mark}\nREGISTRY=${registry}\nREPOSITORY=${repository}\nSOURCE=${source}\nVERSION=${version}\n`,
  },
];
