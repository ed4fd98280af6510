export type { SqlDatabase } from "./sql-database.ts";
