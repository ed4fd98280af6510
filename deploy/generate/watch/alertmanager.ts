/** Files with the addresses of receivers, which are secrets. */
export interface ReceiverFiles {
  /** Of Slack's incoming webhook. */
  readonly slackUrl: string;
  /** Of a dead man's switch, somewhere else. Default: there is none. */
  readonly watchdogUrl?: string;
}

/**
 * Where alerts go: what wakes somebody to one channel, the rest to another, each with its runbook. `Watchdog` never ends, and
 * goes to a service outside that speaks up once it hears no more of it.
 */
export function toAlertmanagerConfig({ slackUrl, watchdogUrl }: ReceiverFiles): object {
  const watchdog = watchdogUrl === undefined ? [] : [{ url_file: watchdogUrl, send_resolved: false }];
  return {
    global: { resolve_timeout: "5m", slack_api_url_file: slackUrl },
    route: {
      receiver: "tickets",
      group_by: ["alertname", "namespace", "job"],
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: "1d",
      routes: [
        {
          receiver: "watchdog",
          matchers: ['alertname="Watchdog"'],
          group_wait: "0s",
          group_interval: "1m",
          repeat_interval: "1m",
        },
        { receiver: "pages", matchers: ['severity="page"'], group_wait: "10s", repeat_interval: "1h" },
        { receiver: "tickets", matchers: ['severity="ticket"'] },
      ],
    },
    inhibit_rules: inhibitions,
    receivers: [
      { name: "watchdog", webhook_configs: watchdog },
      toReceiver("pages", "#flotilla-pages", "danger"),
      toReceiver("tickets", "#flotilla-tickets", "warning"),
    ],
  };
}

/** What is said already is not said twice: the slower paces of a burn, and what follows from a process that is away. */
const inhibitions = [
  {
    source_matchers: ['severity="page"'],
    target_matchers: ['severity="ticket"'],
    equal: ["alertname", "namespace", "job", "service", "method", "instance"],
  },
  {
    source_matchers: ['alertname="TargetAbsent"'],
    target_matchers: ['alertname=~"TargetDown|ProcessRestarts|EventLoopLags|FileDescriptorsScarce"'],
    equal: ["namespace", "job"],
  },
];

function toReceiver(name: string, channel: string, color: string): object {
  const title =
    '[{{ .Status | toUpper }}{{ if eq .Status "firing" }} {{ .Alerts.Firing | len }}{{ end }}] {{ .CommonLabels.alertname }}';
  const text = [
    "{{ range .Alerts }}",
    "*{{ .Annotations.summary }}*",
    "{{ .Annotations.description }} <{{ .Annotations.runbook_url }}|Runbook>",
    "{{ end }}",
  ].join("\n");
  const slack = {
    channel,
    send_resolved: true,
    color: `{{ if eq .Status "firing" }}${color}{{ else }}good{{ end }}`,
    title,
    text,
  };
  return { name, slack_configs: [slack] };
}
