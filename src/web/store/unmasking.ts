import { type ReadonlySignal, signal } from "@preact/signals";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { isUnmasked, nameOf } from "../model/seats.ts";
import { notify } from "./notice.ts";
import { words } from "./settings.ts";
import { playTune } from "./sounds.ts";

/** How long the two seats glow, in ms. */
const GLOW_MS = 3_000;

/** The moment in which everybody learns who the partner is. */
export interface Unmasking {
  /** The caller and the partner for a moment after the called card has been played, or nobody. */
  readonly seats: ReadonlySignal<readonly number[]>;
  /** Called with a snapshot that follows `before`. */
  readonly see: (before: Snapshot | null, next: Snapshot) => void;
}

export const showUnmasking = (): Unmasking => {
  const seats = signal<readonly number[]>([]);
  return {
    seats,
    see: (before, next) => {
      const isSameDeal = before?.deal_number === next.deal_number && before.epoch === next.epoch;
      const { caller_id: caller, partner_id: partner } = next;
      if (!isSameDeal || isUnmasked(before) || !isUnmasked(next)) return;
      if (caller === null || partner === null) return;
      const { said } = words.value;
      notify((partner === caller ? said.alone : said.partner)(nameOf(next, partner, words.value)));
      playTune("partner");
      const glowing = [caller, partner];
      seats.value = glowing;
      setTimeout(() => {
        if (seats.value === glowing) seats.value = [];
      }, GLOW_MS);
    },
  };
};
