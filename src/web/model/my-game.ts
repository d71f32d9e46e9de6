import type { Status } from "../../client/api.ts";
import { SEATS } from "../../shared/game/seats.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import type { Words } from "../i18n/english.ts";
import { askOf, isMyTurn } from "./ask.ts";

/** The names of the others at the table of a kept game. */
export const companyIn = (seen: Snapshot | Status): readonly string[] => {
  if ("seats" in seen) return seen.seats.flatMap(({ name }) => name ?? []);
  return seen.players.filter(({ player_id }) => player_id !== seen.player_id).map(({ name }) => name);
};

/** What a kept game waits for, in a few words. `seen` is null when the server did not answer. */
export const standingOf = (seen: Snapshot | Status | null, words: Words): string => {
  if (seen === null) return words.gameSilent;
  const isSnapshot = "players" in seen;
  if (seen.phase === "ready") {
    const taken = isSnapshot ? seen.players : seen.seats.filter(({ name }) => name !== null);
    return words.joinFree(SEATS.length - taken.length);
  }
  if (!isSnapshot) return words.gameRuns;
  if (isMyTurn(askOf(seen))) return words.yourTurn;
  return seen.end_state?.match_over ? words.matchOver : words.deal(seen.deal_number, seen.rules.deals);
};
