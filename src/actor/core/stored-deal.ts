import { type Formatted, readability, WRITES } from "../../shared/format.ts";
import type { FinishedDeal } from "../../shared/game/state.ts";
import { packDeal, unpackDeal } from "./packing.ts";
import { storedDeal } from "./stored-record.ts";

/** A finished deal as it is stored, with the id of its game. */
interface StoredDeal extends Formatted {
  readonly gameId: string;
  readonly deal: unknown;
}

/** The stored form of a finished deal, in a row and in Redis. */
export const dealToStore = (gameId: string, deal: FinishedDeal): object =>
  ({ format: WRITES, gameId, deal: packDeal(deal) }) satisfies StoredDeal;

/** Deal `dealNumber` of the game, if that is what `stored` contains; otherwise null. */
export const dealIn = (stored: unknown, gameId: string, dealNumber: number): FinishedDeal | null => {
  try {
    const { gameId: id, deal: packed, ...head } = stored as StoredDeal;
    if (readability(head) !== "readable" || id !== gameId) return null;
    const deal = unpackDeal(packed);
    return storedDeal.safeParse(deal).success && deal.dealNumber === dealNumber ? deal : null;
  } catch {
    return null;
  }
};
