import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { EMPTY, type Finished, finishedBetween, type OnTable, onTable } from "../model/trick.ts";

/** How long a finished trick, and the last trick of a deal, stay visible, in ms. */
const HELD_MS = 1_600;
const LAST_HELD_MS = 2_600;
/** How long the cards move to the winner, in ms. */
const GATHER_MS = 420;

/** The cards in the middle of the table, slow enough to be followed. */
export interface TrickDisplay {
  readonly table: ReadonlySignal<OnTable>;
  /** The trick whose cards move to the winner. */
  readonly gathering: ReadonlySignal<OnTable>;
  /** Called with a snapshot that follows `before`. `apply` stores it. */
  readonly see: (before: Snapshot | null, next: Snapshot, apply: () => void) => void;
  /** Ends the display of a finished trick, because the viewer plays on. */
  readonly release: () => void;
  readonly close: () => void;
}

export const displayTricks = (snapshot: ReadonlySignal<Snapshot | null>): TrickDisplay => {
  const held = signal<Finished | null>(null);
  const gathering = signal<OnTable>(EMPTY);
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const table = computed(() => (snapshot.value ? onTable(snapshot.value, held.value) : EMPTY));

  const later = (ms: number, run: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
  };
  const gather = (trick: OnTable) => {
    gathering.value = trick;
    later(GATHER_MS, () => {
      gathering.value = EMPTY;
    });
  };
  const letGo = () => {
    const shown = table.value;
    batch(() => {
      held.value = null;
      if (shown.taken && !table.value.taken) gather(shown);
    });
  };
  const hold = (trick: Finished, isLast: boolean) => {
    held.value = trick;
    later(isLast ? LAST_HELD_MS : HELD_MS, () => {
      if (held.value === trick) letGo();
    });
  };

  return {
    table,
    gathering,
    see: (before, next, apply) => {
      const shown = table.value;
      const finished = finishedBetween(before, next);
      batch(() => {
        apply();
        if (finished) hold(finished, next.phase === "end");
        else if (shown.taken && !held.value && !table.value.taken) gather(shown);
      });
    },
    release: () => {
      if (held.value) letGo();
    },
    close: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
};
