import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Handover } from "../../client/handover.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { handoverText, recoveryText } from "../model/narration.ts";
import { words } from "./settings.ts";

/** A text that stays visible until the next deal or until it is closed. */
export interface NewsItem {
  readonly id: string;
  readonly kind: Handover["kind"] | "restored";
  readonly text: string;
}

/** The changes of seat holders and of the game that stay visible [W23]. */
export interface News {
  /** Latest first. */
  readonly items: ReadonlySignal<readonly NewsItem[]>;
  readonly add: (handover: Handover) => void;
  readonly dismiss: (id: string) => void;
}

interface Kept {
  readonly id: string;
  readonly handover: Handover;
  /** The last deal in which it is visible. */
  readonly until: number;
}

export const keepNews = (snapshot: ReadonlySignal<Snapshot | null>): News => {
  const handovers = signal<readonly Kept[]>([]);
  const dismissed = signal<readonly string[]>([]);
  let count = 0;
  const items = computed((): readonly NewsItem[] => {
    const now = snapshot.value;
    if (!now) return [];
    const changes = handovers.value
      .filter(({ until }) => now.deal_number <= until)
      .map(({ id, handover }) => ({ id, kind: handover.kind, text: handoverText(handover, words.value) }));
    const text = recoveryText(now, words.value);
    const restored = text === null ? [] : [{ id: `restored-${now.epoch}`, kind: "restored" as const, text }];
    return [...changes, ...restored].filter(({ id }) => !dismissed.value.includes(id));
  });
  return {
    items,
    add: (handover) => {
      const now = snapshot.value;
      if (!now) return;
      count += 1;
      // A change between two deals concerns the next deal.
      const until = now.phase === "end" ? now.deal_number + 1 : now.deal_number;
      handovers.value = [{ id: `handover-${count}`, handover, until }, ...handovers.value];
    },
    dismiss: (id) => {
      dismissed.value = [...dismissed.value, id];
    },
  };
};
