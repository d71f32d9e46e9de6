import { computed } from "@preact/signals";
import { isOver } from "../../client/state.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { isInDeal } from "../model/seats.ts";
import { current } from "./current.ts";

/** The snapshot of a player whose session is not over; null for observers and without a session. */
export const played = computed((): Snapshot | null => {
  const place = current.value;
  const snapshot = place?.snapshot.value;
  return !place || isOver(place.state.value) || snapshot?.player_id === undefined ? null : snapshot;
});

/** Whether the viewer is in the middle of a deal, so that the others would wait. */
export const isPlaying = computed((): boolean => played.value !== null && isInDeal(played.value));
