// `npm run --silent notice`: prints what the licences of the packages in dist/ ask to be passed on.
import { join } from "node:path";
import { readBuildRecord } from "../build-record.ts";
import { createNotice } from "./create-notice.ts";

const root = join(import.meta.dirname, "../../..");
const dist = process.env["DIST"] ?? join(root, "dist");
process.stdout.write(createNotice(root, readBuildRecord(dist).sources));
