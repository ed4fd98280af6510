import type { Fleet } from "../../fleet.ts";
import { type AlertCase, hold, miss } from "./alert-case.ts";

/** What holds in compose alone. A step is 30 s. */
export function toComposeCases({ services }: Fleet): readonly AlertCase[] {
  return services.map(({ name }) => toAbsentCase(name));
}

function toAbsentCase(job: string): AlertCase {
  return {
    alert: "TargetAbsent",
    rule: { job },
    series: { [`up{job="${job}", instance="late"}`]: `${miss(20)} ${hold(1, 40)}` },
    as: {},
    fires: "8m",
    rests: "20m",
  };
}
