// Mounted as /app/config.js, which mongo-express 1 lays over its own config.default.js. Its image names a server without a
// user in ME_CONFIG_MONGODB_URL, beside which the variables of user and password do not count, and knows no file for that URL.
import { readFileSync } from "node:fs";

const readSecret = (name) => readFileSync(`/run/secrets/${name}`, "utf8").trim();
const sessionSecret = readSecret("session_secret");

// biome-ignore lint/style/noDefaultExport: mongo-express takes the default export.
export default {
  mongodb: { connectionString: readSecret("mongo_url"), admin: true },
  site: { sessionSecret, cookieSecret: sessionSecret },
  useBasicAuth: true,
  basicAuth: { username: "admin", password: readSecret("admin_password") },
};
