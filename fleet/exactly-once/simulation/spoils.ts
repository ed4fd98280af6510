import { versionAt } from "@flotilla/chassis/relation";
import type { CampusSide } from "./campus-side.ts";
import type { Surroundings } from "./use-cases.ts";

/** Breaks something that the promises rest on. */
export type Spoil = (side: CampusSide) => CampusSide;

/** Bugs that were planted, to see that they are found. */
export const spoils = {
  /** Every event counts as the latest, whatever its version says. */
  takesAnyEvent: (side) => ({
    ...side,
    createUseCases(process, around, onSaved) {
      const useCases = side.createUseCases(process, around, onSaved);
      const version = () => versionAt(side.side, around.nowMs());
      return { ...useCases, apply: (change, id) => useCases.apply({ ...change, version: version() }, id) };
    },
  }),
  /** Events are published from memory only, after the change that they tell of. */
  hasNoOutbox(side) {
    side.outbox.record = () => undefined;
    return side;
  },
  /** Links that cannot be are not sent back. */
  refusesNothing: (side) => ({
    ...side,
    createUseCases: (process, around, onSaved) => side.createUseCases(process, withoutRefusals(around), onSaved),
  }),
  /** Answers are not kept beside their effects. */
  keepsNoAnswers(side) {
    side.keys.keep = async () => undefined;
    return side;
  },
} as const satisfies Record<string, Spoil>;

function withoutRefusals(around: Surroundings): Surroundings {
  const isWanted = ({ id }: { readonly id: string }) => !id.startsWith("refused/");
  return { ...around, publish: (events) => around.publish(events.filter(isWanted)) };
}
