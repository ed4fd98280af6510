import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { startProgram } from "@flotilla/testkit";
import { findFreePort } from "@flotilla/testkit/free-port";

/** What Slack was told. */
export interface SlackMessage {
  readonly channel: string;
  readonly attachments: readonly { readonly title: string; readonly text: string }[];
}

/** An Alertmanager that a test owns, with the Slack that it speaks to. */
export interface OwnAlertmanager extends AsyncDisposable {
  readonly address: string;
  readonly messages: readonly SlackMessage[];
}

const config = join(import.meta.dirname, "../alertmanager/alertmanager.yaml");

/**
 * Starts Alertmanager (Debian `prometheus-alertmanager`) with the configuration that is shipped, but that it waits for no
 * more alerts of a group, and that Slack is a server of the test. Disposing stops both.
 */
export async function startAlertmanager(): Promise<OwnAlertmanager> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "flotilla-alertmanager-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const slack = stack.use(await startSlack());
  const urlFile = join(folder, "slack_url");
  writeFileSync(urlFile, slack.url);
  const text = readFileSync(config, "utf8").replace("/run/secrets/slack_url", urlFile);
  writeFileSync(join(folder, "alertmanager.yml"), text.replaceAll(/group_wait: \d+s/g, "group_wait: 0s"));
  const address = `127.0.0.1:${await findFreePort()}`;
  const args = [
    `--config.file=${join(folder, "alertmanager.yml")}`,
    `--storage.path=${join(folder, "store")}`,
    `--web.listen-address=${address}`,
    "--cluster.listen-address=",
  ];
  stack.use(await startProgram({ command: "prometheus-alertmanager", args, ready: /Listening on/ }));
  const owned = stack.move();
  return { address, messages: slack.messages, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function startSlack() {
  const messages: SlackMessage[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    messages.push((await json(request)) as SlackMessage);
    response.end("ok");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    messages,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
