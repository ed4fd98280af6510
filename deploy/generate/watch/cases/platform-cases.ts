import { type AlertCase, badThenGood, grow, growThenStop, hold, miss } from "./alert-case.ts";

const pod = { namespace: "flotilla", pod: "hello-5d8c9-x7k2p" };
const container = { ...pod, container: "hello" };
const inPod = 'namespace="flotilla", pod="hello-5d8c9-x7k2p"';
const inContainer = `${inPod}, container="hello"`;
/** By this a namespace is the fleet's. */
const ofFleet = {
  'kube_deployment_labels{namespace="flotilla", deployment="hello", label_app_kubernetes_io_part_of="flotilla"}': hold(
    1,
    160,
  ),
};
const prometheus = { job: "prometheus", instance: "localhost:9090" };

/** What the cluster, the gateway and Prometheus itself tell. A step is 30 s. */
export const platformCases: readonly AlertCase[] = [
  {
    // Another namespace has what this one lacks.
    alert: "TargetAbsent",
    series: {
      'kube_deployment_labels{namespace="prod", deployment="hello", label_app_kubernetes_io_name="hello", label_app_kubernetes_io_part_of="flotilla", label_app_kubernetes_io_component="service"}':
        hold(1, 60),
      'kube_deployment_spec_replicas{namespace="prod", deployment="hello"}': hold(2, 60),
      'up{job="hello", namespace="dev", instance="hello-1:8081"}': hold(1, 60),
      'up{job="hello", namespace="prod", instance="late"}': `${miss(20)} ${hold(1, 40)}`,
    },
    as: { namespace: "prod", job: "hello" },
    fires: "8m",
    rests: "20m",
  },
  {
    alert: "WorkloadDown",
    series: {
      ...ofFleet,
      'kube_deployment_status_replicas_available{namespace="flotilla", deployment="students"}': badThenGood(0, 1, 20),
      'kube_deployment_spec_replicas{namespace="flotilla", deployment="students"}': hold(2, 40),
    },
    as: { namespace: "flotilla", workload: "students" },
    fires: "4m",
    rests: "15m",
  },
  {
    alert: "WorkloadDown",
    series: {
      ...ofFleet,
      'kube_statefulset_status_replicas_ready{namespace="flotilla", statefulset="postgres"}': badThenGood(0, 1, 20),
      'kube_statefulset_replicas{namespace="flotilla", statefulset="postgres"}': hold(1, 40),
    },
    as: { namespace: "flotilla", workload: "postgres" },
    fires: "4m",
    rests: "15m",
  },
  {
    alert: "PodCrashLoops",
    series: {
      ...ofFleet,
      [`kube_pod_container_status_restarts_total{${inContainer}}`]: `0 1 2 3 4 ${hold(4, 60)}`,
    },
    as: container,
    fires: "5m",
    rests: "25m",
  },
  {
    alert: "PodNotReady",
    series: {
      ...ofFleet,
      [`kube_pod_status_ready{condition="false", ${inPod}}`]: badThenGood(1, 0, 60),
      [`kube_pod_status_phase{phase="Running", ${inPod}}`]: hold(1, 120),
    },
    as: pod,
    fires: "20m",
    rests: "40m",
  },
  {
    alert: "MemoryNearLimit",
    series: {
      ...ofFleet,
      [`container_memory_working_set_bytes{${inContainer}}`]: badThenGood(250e6, 100e6, 60),
      [`kube_pod_container_resource_limits{resource="memory", ${inContainer}}`]: hold(256e6, 120),
    },
    as: container,
    fires: "20m",
    rests: "40m",
  },
  {
    alert: "CpuThrottled",
    series: {
      ...ofFleet,
      [`container_cpu_cfs_throttled_periods_total{${inContainer}}`]: growThenStop(150, 60),
      [`container_cpu_cfs_periods_total{${inContainer}}`]: grow(0, 300, 120),
    },
    as: container,
    fires: "25m",
    rests: "45m",
  },
  {
    alert: "ReplicasAtMaximum",
    series: {
      ...ofFleet,
      'kube_horizontalpodautoscaler_status_current_replicas{namespace="flotilla", horizontalpodautoscaler="hello"}':
        badThenGood(10, 4, 80),
      'kube_horizontalpodautoscaler_spec_max_replicas{namespace="flotilla", horizontalpodautoscaler="hello"}': hold(
        10,
        160,
      ),
    },
    as: { namespace: "flotilla", horizontalpodautoscaler: "hello" },
    fires: "35m",
    rests: "60m",
  },
  {
    alert: "VolumeFills",
    series: {
      ...ofFleet,
      'kubelet_volume_stats_available_bytes{namespace="flotilla", persistentvolumeclaim="data-ports-0"}': badThenGood(
        5e7,
        9e8,
        40,
      ),
      'kubelet_volume_stats_capacity_bytes{namespace="flotilla", persistentvolumeclaim="data-ports-0"}': hold(1e9, 80),
    },
    as: { namespace: "flotilla", persistentvolumeclaim: "data-ports-0" },
    fires: "15m",
    rests: "30m",
  },
  {
    // Time begins at 0: the last copy was made 26 hours before.
    alert: "BackupMissing",
    series: {
      ...ofFleet,
      'kube_cronjob_status_last_successful_time{namespace="flotilla", cronjob="mongo-backup"}': `${hold(
        -26 * 3600,
        40,
      )} ${hold(1200, 40)}`,
      'kube_cronjob_created{namespace="flotilla", cronjob="mongo-backup"}': hold(-90 * 3600, 80),
    },
    as: { namespace: "flotilla", cronjob: "mongo-backup" },
    fires: "15m",
    rests: "30m",
  },
  {
    // None ever succeeded, until one did.
    alert: "BackupMissing",
    series: {
      ...ofFleet,
      'kube_cronjob_status_last_successful_time{namespace="flotilla", cronjob="nats-backup"}': `${miss(40)} ${hold(
        1200,
        40,
      )}`,
      'kube_cronjob_created{namespace="flotilla", cronjob="nats-backup"}': hold(-27 * 3600, 80),
    },
    as: { namespace: "flotilla", cronjob: "nats-backup" },
    fires: "15m",
    rests: "30m",
  },
  {
    alert: "OutOfMemoryKilled",
    series: {
      ...ofFleet,
      [`kube_pod_container_status_last_terminated_reason{reason="OOMKilled", ${inContainer}}`]: hold(1, 120),
      [`kube_pod_container_status_restarts_total{${inContainer}}`]: `${hold(0, 10)} ${hold(1, 110)}`,
    },
    as: { ...container, reason: "OOMKilled" },
    fires: "8m",
    rests: "45m",
  },
  {
    alert: "WorkloadsUnseen",
    series: {
      'up{job="hello", namespace="flotilla", instance="hello-1:8081"}': hold(1, 120),
      'kube_deployment_labels{namespace="flotilla", deployment="hello", label_app_kubernetes_io_part_of="flotilla"}': `${miss(60)} ${hold(1, 60)}`,
    },
    as: { namespace: "flotilla" },
    fires: "20m",
    rests: "40m",
  },
  {
    alert: "GatewayErrors",
    series: {
      'kong_http_requests_total{service="students", code="503"}': growThenStop(30, 60),
      'kong_http_requests_total{service="students", code="200"}': grow(0, 300, 120),
    },
    as: { service: "students" },
    fires: "20m",
    rests: "45m",
  },
  {
    alert: "Watchdog",
    series: { 'up{job="hello", instance="hello-1:8081"}': badThenGood(1, 0, 20) },
    as: {},
    fires: "5m",
    rests: "15m",
  },
  {
    alert: "RulesFail",
    series: {
      'prometheus_rule_evaluation_failures_total{job="prometheus", instance="localhost:9090", rule_group="g"}':
        growThenStop(1, 40),
    },
    as: { ...prometheus, rule_group: "g" },
    fires: "15m",
    rests: "35m",
  },
  {
    alert: "AlertsUndelivered",
    series: {
      'prometheus_notifications_dropped_total{job="prometheus", instance="localhost:9090"}': growThenStop(1, 40),
    },
    as: prometheus,
    fires: "15m",
    rests: "35m",
  },
  {
    alert: "MessagesUndelivered",
    series: { 'alertmanager_notifications_failed_total{job="alertmanager", integration="slack"}': growThenStop(1, 60) },
    as: { job: "alertmanager", integration: "slack" },
    fires: "20m",
    rests: "45m",
  },
];
