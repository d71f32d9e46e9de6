import { DECK_POINTS } from "../../shared/game/cards.ts";
import { multiplierFor } from "../../shared/game/scoring.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";

type EndState = NonNullable<Snapshot["end_state"]>;
type Side = "caller" | "partner" | "alone" | "other";

/** The line of one seat on the score sheet. `base × times × factor × double` is `earned`. */
export interface Line {
  readonly seat: number;
  readonly side: Side;
  readonly cardPoints: number;
  /** +2, +1, -1 or +4, with the opposite sign for a failed contract. */
  readonly base: number;
  readonly earned: number;
  readonly match: number;
}

/** The result of a deal with its arithmetic. */
export interface Sheet {
  readonly made: boolean;
  readonly bid: number;
  readonly callerPoints: number;
  readonly otherPoints: number;
  readonly caller: number;
  /** Null when the caller played alone. */
  readonly partner: number | null;
  /** The factor of a high bid, 1 to 6. */
  readonly times: number;
  /** The factor of a deal before which all passed: 1, 2 or 4. */
  readonly factor: number;
  /** Whether one side took all 120 points, which doubles the score. */
  readonly sweep: boolean;
  readonly lines: readonly Line[];
}

const BASE: Readonly<Record<Side, number>> = { caller: 2, partner: 1, alone: 4, other: -1 };

/** The score sheet of a snapshot in `end`. */
export const sheetOf = (snapshot: Snapshot, end: EndState): Sheet => {
  const { caller_id: caller, partner_id: partner, bid, caller_side_points: callerPoints } = end;
  const made = callerPoints >= bid;
  const of = (points: EndState["final_scores"], seat: number) =>
    points.find(({ player_id }) => player_id === seat)?.points ?? 0;
  const sideOf = (seat: number): Side => {
    if (seat === caller) return caller === partner ? "alone" : "caller";
    return seat === partner ? "partner" : "other";
  };
  const sweep = callerPoints === DECK_POINTS || callerPoints === 0;
  const times = multiplierFor(bid, snapshot.rules.multiplier);
  const { deal_factor: factor } = snapshot;
  const lines = [0, 1, 2, 3, 4].map((seat): Line => {
    const side = sideOf(seat);
    return {
      seat,
      side,
      cardPoints: of(end.final_scores, seat),
      base: made ? BASE[side] : -BASE[side],
      earned: of(end.match_delta, seat),
      match: of(snapshot.match_scores, seat),
    };
  });
  const otherPoints = DECK_POINTS - callerPoints;
  const alone = caller === partner ? null : partner;
  return { made, bid, callerPoints, otherPoints, caller, partner: alone, times, factor, sweep, lines };
};

/** The seats by match score, highest first. After the match they are in the order of `ranking`. */
export const standings = (
  snapshot: Snapshot,
): readonly { readonly seat: number; readonly points: number }[] => {
  const ranking = snapshot.end_state?.ranking;
  const rows = snapshot.match_scores.map(({ player_id: seat, points }) => ({ seat, points }));
  return ranking
    ? rows.toSorted((a, b) => ranking.indexOf(a.seat) - ranking.indexOf(b.seat))
    : rows.toSorted((a, b) => b.points - a.points || a.seat - b.seat);
};
