import { currentCall } from "../telemetry/current-call.ts";

/**
 * Headers that show another service the API key of whoever called us, so that scopes decide there as they do here. Empty
 * where no key was shown, and outside of calls.
 */
export function forwardApiKey(): Readonly<Record<string, string>> {
  const call = currentCall();
  const key = call?.header("x-api-key") ?? call?.header("apikey");
  return key === undefined ? {} : { "x-api-key": key };
}
