import { type AlertCase, badThenGood, grow, growThenStop, hold, miss } from "./alert-case.ts";

const consumer = "STUDENT_TO_MODIFY_QUEUE";
const job = "students";
const deadLetters = `queue_dead_letters_total{job="${job}", consumer="${consumer}", reason="INTERNAL"}`;
const dead = { job, consumer, reason: "INTERNAL" };

/** Events that do not arrive, and peers and caches that are away. A step is 30 s. */
export const eventCases: readonly AlertCase[] = [
  {
    alert: "QueueLags",
    series: {
      [`queue_lag_seconds_bucket{consumer="${consumer}", le="60"}`]: `${hold(0, 60)} ${grow(10, 10, 60)}`,
      [`queue_lag_seconds_bucket{consumer="${consumer}", le="300"}`]: grow(0, 10, 120),
      [`queue_lag_seconds_bucket{consumer="${consumer}", le="+Inf"}`]: grow(0, 10, 120),
    },
    as: { consumer },
    fires: "20m",
    rests: "50m",
  },
  {
    alert: "QueueGrows",
    series: { [`queue_pending_messages{job="${job}", consumer="${consumer}"}`]: `${grow(200, 10, 60)} ${hold(0, 60)}` },
    as: { consumer },
    fires: "20m",
    rests: "50m",
  },
  {
    alert: "QueueStalls",
    series: {
      [`queue_pending_messages{job="${job}", consumer="${consumer}"}`]: `${hold(3, 80)} ${hold(0, 40)}`,
      [`queue_lag_seconds_count{job="${job}", consumer="${consumer}"}`]: `${hold(7, 80)} ${hold(10, 40)}`,
    },
    as: { consumer },
    fires: "25m",
    rests: "45m",
  },
  {
    // A counter that was not there has not grown.
    alert: "DeadLetters",
    series: { [deadLetters]: `${miss(10)} ${hold(1, 60)}` },
    as: dead,
    fires: "6m",
    rests: "30m",
  },
  {
    alert: "DeadLetters",
    series: { [deadLetters]: `${hold(5, 60)} ${hold(6, 60)}` },
    as: dead,
    fires: "32m",
    rests: "55m",
  },
  {
    alert: "OutboxStuck",
    series: { [`outbox_oldest_seconds{job="${job}"}`]: badThenGood(120, 0, 30) },
    as: { job },
    fires: "10m",
    rests: "20m",
  },
  {
    alert: "CacheAway",
    series: { [`cache_requests_total{job="${job}", cache="students.{id}", result="error"}`]: growThenStop(10, 40) },
    as: { job },
    fires: "10m",
    rests: "30m",
  },
  {
    alert: "BreakerOpen",
    series: {
      [`rpc_client_breaker_state{job="${job}", target="courses"}`]: `${hold(2, 10)} 1 ${badThenGood(2, 0, 10)}`,
    },
    as: { job, target: "courses" },
    fires: "7m",
    rests: "12m",
  },
  {
    alert: "RetryBudgetSpent",
    series: {
      [`rpc_client_retries_total{job="${job}", target="courses"}`]: growThenStop(10, 80),
      [`rpc_client_duration_seconds_count{job="${job}", target="courses", code="ok"}`]: grow(0, 30, 160),
    },
    as: { job, target: "courses" },
    fires: "25m",
    rests: "60m",
  },
  {
    alert: "AddressesAway",
    series: { [`rpc_client_addresses{job="${job}", target="courses", state="unreachable"}`]: badThenGood(1, 0, 60) },
    as: { job, target: "courses", state: "unreachable" },
    fires: "20m",
    rests: "40m",
  },
];
