import type { Advice, BidAdvice, PlayAdvice, Rated } from "../../bot/advice/advice.ts";
import type { Seat } from "../../shared/game/seats.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { viewFor } from "../../shared/protocol/view.ts";
import type { Choice, Steps } from "../../shared/verify/moments.ts";

/*
 * A look back at the choices of one seat in a finished deal [B15]. Each choice is judged by what the seat could see at
 * that moment, and not by the cards that others turned out to have.
 */

/** A choice of the seat with its view at that moment. */
export interface Question {
  /** The place of the choice among all choices of the deal. */
  readonly step: number;
  readonly view: Snapshot;
  readonly choice: Choice;
}

/** The choices of `seat` in a deal, in order. */
export const questionsOf = ({ moments }: Steps, seat: Seat): readonly Question[] =>
  moments.flatMap(({ game, seat: turn, action }, step) =>
    turn === seat ? [{ step, view: viewFor(game, seat, 0), choice: action }] : [],
  );

/** A judged choice of a card, a rank or a suit. The odds are those of the own side to win the deal. */
export interface Verdict {
  readonly step: number;
  /** The number of complete tricks. */
  readonly tricks: number;
  readonly made: Rated;
  readonly best: Rated;
  /** What the choice cost: the odds of the best one less those of the one that was made. */
  readonly cost: number;
}

/** A judged bid or pass. */
export interface BidVerdict {
  readonly step: number;
  /** The points that were bid; null for a pass. */
  readonly bid: number | null;
  /** The highest bid that paid; 0 when none did. */
  readonly limit: number;
  /** The odds of making the bid, or after a pass the lowest bid that was allowed. */
  readonly odds: number;
  readonly kind: "fits" | "too-high" | "too-timid";
}

/** The odds that the contract is made, as the seat could judge them before its card of a trick. */
export interface Point {
  readonly trick: number;
  readonly made: number;
}

export interface Review {
  readonly bids: readonly BidVerdict[];
  readonly verdicts: readonly Verdict[];
  /** The choices that cost most, the most expensive first. */
  readonly worst: readonly Verdict[];
  /** One point for each trick, and the last one for the result. */
  readonly curve: readonly Point[];
}

/** The maximum number of expensive choices, and the least cost of one. Less is within the error of the odds. */
const SHOWN = 3;
const COSTLY = 0.05;
/** The points that a bid may be above the limit, or a limit above a pass, and still fit. */
const TOLERANCE = 2;

/** The review of a seat's `questions`, whose answers are `advice`, in a deal whose contract was `made` or not. */
export const reviewOf = (
  questions: readonly Question[],
  advice: readonly (Advice | null)[],
  made: boolean,
): Review => {
  const judged = questions.map((question, at) => ({ question, told: advice[at] ?? null }));
  const verdicts = judged.flatMap(({ question, told }) =>
    told?.about === "play" ? verdictOn(question, told) : [],
  );
  const points = judged.flatMap(({ question: { view, choice }, told }) =>
    told?.about === "play" && choice.type === "play"
      ? [{ trick: view.trick_history.length + 1, made: told.made }]
      : [],
  );
  return {
    bids: judged.flatMap(({ question, told }) => (told?.about === "bid" ? bidVerdictOn(question, told) : [])),
    verdicts,
    worst: verdicts
      .filter(({ cost }) => cost >= COSTLY)
      .sort((a, b) => b.cost - a.cost)
      .slice(0, SHOWN),
    curve: [...points, { trick: 9, made: Number(made) }],
  };
};

const verdictOn = ({ step, view, choice }: Question, { options }: PlayAdvice): readonly Verdict[] => {
  const [best] = options;
  const made = options.find((option) => isSame(option, choice));
  if (!best || !made) return [];
  const cost = Math.max(0, best.odds - made.odds);
  return [{ step, tricks: view.trick_history.length, made, best, cost }];
};

const isSame = (option: Rated, choice: Choice): boolean => {
  switch (option.kind) {
    case "card":
      return choice.type === "play" && choice.card === option.card;
    case "rank":
      return choice.type === "call-partner-rank" && choice.rank === option.rank;
    case "suit":
      return choice.type === "call-partner-suit" && choice.suit === option.suit;
  }
};

const bidVerdictOn = (
  { step, choice }: Question,
  { limit, least, odds }: BidAdvice,
): readonly BidVerdict[] => {
  if (!("bid" in choice)) return [];
  const { bid } = choice;
  const kind =
    bid === null
      ? limit > least + TOLERANCE
        ? "too-timid"
        : "fits"
      : bid > Math.max(limit, least - 1) + TOLERANCE
        ? "too-high"
        : "fits";
  return [{ step, bid, limit, odds: odds[(bid ?? least) - least] ?? 0, kind }];
};
