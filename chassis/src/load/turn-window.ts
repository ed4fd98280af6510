import type { Turn } from "./turn.ts";

/** Several turns as if they were one. */
export class TurnWindow implements Omit<Turn, "ended" | "latencyMs"> {
  busyMs = 0;
  idleMs = 0;
  arrived = 0;
  opened = 0;
  loops = 0;

  get elapsedMs(): number {
    return this.busyMs + this.idleMs;
  }

  add(turn: Turn): void {
    this.busyMs += turn.busyMs;
    this.idleMs += turn.idleMs;
    this.arrived += turn.arrived;
    this.opened += turn.opened;
    this.loops += turn.loops;
  }

  clear(): void {
    this.busyMs = this.idleMs = this.arrived = this.opened = this.loops = 0;
  }
}
