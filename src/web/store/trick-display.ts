import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { EMPTY, type Finished, finishedBetween, type OnTable, onTable } from "../model/trick.ts";

/** How long a finished trick is held up, whatever happens meanwhile; the last of a deal a little longer; in ms. */
const HELD_MS = 1_600;
const LAST_HELD_MS = 2_600;
/** How long the cards take to their winner, in ms. */
const GATHER_MS = 420;

/** What lies in the middle of the table, at a pace that eyes can follow. */
export interface TrickDisplay {
  readonly table: ReadonlySignal<OnTable>;
  /** The trick that is on its way to its winner. */
  readonly gathering: ReadonlySignal<OnTable>;
  /** Takes note of a snapshot that follows `before`; `apply` puts it in its place. */
  readonly see: (before: Snapshot | null, next: Snapshot, apply: () => void) => void;
  /** Holds nothing up any longer: the viewer has seen it, and plays on. */
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
