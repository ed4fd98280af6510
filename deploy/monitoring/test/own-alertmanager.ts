import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { startProgram } from "@flotilla/testkit";
import { findFreePort } from "@flotilla/testkit/free-port";
import { parse } from "yaml";

/** What Slack was told. */
export interface SlackMessage {
  readonly channel: string;
  readonly attachments: readonly { readonly title: string; readonly text: string }[];
}

/** What a dead man's switch was told. */
export interface Heartbeat {
  readonly alerts: readonly { readonly labels: Readonly<Record<string, string>> }[];
}

/** An Alertmanager that a test owns, with the Slack and the switch that it speaks to. */
export interface OwnAlertmanager extends AsyncDisposable {
  readonly address: string;
  readonly messages: readonly SlackMessage[];
  readonly heartbeats: readonly Heartbeat[];
}

const values = join(import.meta.dirname, "../prometheus/values.yaml");

/**
 * Starts Alertmanager (Debian `prometheus-alertmanager`) with the configuration that is shipped for a cluster, but that it
 * waits for no more alerts of a group, and that Slack and the dead man's switch are a server of the test. Disposing stops both.
 */
export async function startAlertmanager(): Promise<OwnAlertmanager> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "flotilla-alertmanager-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const told = stack.use(await startReceivers());
  const file = join(folder, "alertmanager.json");
  writeFileSync(file, toConfig(told.url, join(folder, "slack_url")));
  const address = `127.0.0.1:${await findFreePort()}`;
  const args = [
    `--config.file=${file}`,
    `--storage.path=${join(folder, "store")}`,
    `--web.listen-address=${address}`,
    "--cluster.listen-address=",
  ];
  stack.use(await startProgram({ command: "prometheus-alertmanager", args, ready: /Listening on/ }));
  const owned = stack.move();
  return {
    address,
    messages: told.messages,
    heartbeats: told.heartbeats,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Debian's Alertmanager knows addresses of webhooks by themselves, and not yet in files. JSON is YAML, too. */
function toConfig(url: string, slackUrlFile: string): string {
  writeFileSync(slackUrlFile, url);
  const { config } = parse(readFileSync(values, "utf8")).alertmanager;
  return JSON.stringify(config)
    .replace(/"slack_api_url_file":"[^"]+"/, `"slack_api_url_file":${JSON.stringify(slackUrlFile)}`)
    .replace(/"url_file":"[^"]+"/, `"url":"${url}switch"`)
    .replaceAll(/"group_wait":"\d+s"/g, '"group_wait":"0s"');
}

async function startReceivers() {
  const messages: SlackMessage[] = [];
  const heartbeats: Heartbeat[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const body = await json(request);
    if (request.url === "/switch") heartbeats.push(body as Heartbeat);
    else messages.push(body as SlackMessage);
    response.end("ok");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    messages,
    heartbeats,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
