/**
 * Where alerts go: what wakes somebody to one channel, the rest to another, each with its runbook. `slackUrlFile` holds the
 * address of the incoming webhook, which is a secret.
 */
export function toAlertmanagerConfig(slackUrlFile: string): object {
  return {
    global: { resolve_timeout: "5m", slack_api_url_file: slackUrlFile },
    route: {
      receiver: "tickets",
      group_by: ["alertname", "namespace", "job"],
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: "1d",
      routes: [
        { receiver: "pages", matchers: ['severity="page"'], group_wait: "10s", repeat_interval: "1h" },
        { receiver: "tickets", matchers: ['severity="ticket"'] },
      ],
    },
    inhibit_rules: inhibitions,
    receivers: [
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
