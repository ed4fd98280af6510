import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Ask } from "./probe.ts";

/** A GET; any answer below 400 is good, as it is to the kubelet. */
export const askHttp: Ask = async (url, tls, signal) => {
  // Not imported: of the two only one is needed, and an `import` of node:http would load all of undici.
  const { request } = process.getBuiltinModule(url.protocol === "https:" ? "node:https" : "node:http");
  const question = request(url, { ...tls, signal, agent: false }).end();
  const [{ statusCode = 0, statusMessage }] = (await once(question, "response")) as [IncomingMessage];
  question.destroy();
  const status = `${statusCode} ${statusMessage}`;
  if (statusCode >= 400) throw new Error(status);
  return status;
};
