// `npm run sbom`: prints the bill of materials of dist/ and of what the image has beside it.
import { join } from "node:path";
import { createSbom } from "./create-sbom.ts";

const root = join(import.meta.dirname, "../../..");
const sbom = await createSbom({ root, dist: process.env["DIST"] ?? join(root, "dist"), node: process.execPath });
process.stdout.write(`${JSON.stringify(sbom, undefined, 2)}\n`);
