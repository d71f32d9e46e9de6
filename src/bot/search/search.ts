import { type Rank, SUITS } from "../../shared/game/cards.ts";
import type { Rules } from "../../shared/game/rules.ts";
import type { Allowed, Snapshot } from "../../shared/protocol/snapshot.ts";
import { bidUpTo, PASS } from "../auction.ts";
import type { BotMove } from "../moves.ts";
import { type Observation, observationIn } from "../observation.ts";
import type { Deal } from "../playout/deal.ts";
import { chooseSlot } from "../playout/rule.ts";
import { SLOT_OF, strengthOfRank } from "../playout/slots.ts";
import { bestCallWorth, bestRanks, chooseCall, chooseTrump } from "../playout/worth.ts";
import { Rng, type Source } from "../rng.ts";
import { type Appraisal, appraise } from "./bid.ts";
import { type Hands, type Option, type Weighed, weighOptions } from "./choose.ts";
import { Likelihood } from "./likelihood.ts";
import { Worlds } from "./worlds.ts";

/** The parameters of a search. */
export interface Method {
  /** Playouts for one decision. It is not a time, because the clock of a Worker does not advance during computation. */
  readonly playouts: number;
  /** Opens the source of worlds. */
  readonly open: (seen: Observation, evidence: Likelihood, rng: Rng) => Hands;
  /** Called for each playout, for measurements. */
  readonly onPlayout?: () => void;
}

/** The parameters of the level `search`. */
export const BY_EVIDENCE: Method = {
  playouts: 600,
  open: (seen, evidence, rng) => new Worlds(seen, evidence, rng),
};

/** The number of ranks that are tried. They are the best ones by the values of the rule level. */
const RANKS_TRIED = 5;

/**
 * The message of a seat that samples the hidden hands and plays them out [B11]; null when there is nothing to search,
 * as for the next deal.
 */
export const searchMove = (
  asked: Allowed,
  view: Snapshot,
  random: Source,
  method: Method = BY_EVIDENCE,
): BotMove | null => {
  if (asked.message_type !== "bid") {
    const [only, ...others] = asked.cards ?? [];
    if (only !== undefined && others.length === 0) return { message_type: "play", card: only };
    return weighMoves(asked, view, random, method)?.[0].option.move ?? null;
  }
  const appraisal = weighBids(asked, view, random, method);
  if (!appraisal) return null;
  if (asked.bids) return bidUpTo(appraisal.limit, asked.bids, random);
  return appraisal.limit > 0 ? { message_type: "bid", rank: appraisal.rank } : PASS;
};

/** What the hand of a seat in the auction promises; null when the seat may not bid. */
export const weighBids = (
  asked: Allowed,
  view: Snapshot,
  random: Source,
  method: Method = BY_EVIDENCE,
): Appraisal | null => {
  const seen = lookAt(view);
  if (!seen || !(asked.bids || asked.ranks)) return null;
  return appraise(seen, asked, view, worldsOf(seen, random, method), method.onPlayout);
};

/**
 * The possible moves of a seat after the auction with their odds, the one to make first; null when there is nothing to
 * search.
 */
export const weighMoves = (
  asked: Allowed,
  view: Snapshot,
  random: Source,
  method: Method = BY_EVIDENCE,
): readonly [Weighed<BotMove>, ...Weighed<BotMove>[]] | null => {
  const seen = lookAt(view);
  if (!seen || view.bid === null) return null;
  const [usual, ...others] = optionsOf(asked, seen, view.rules.rank_call);
  if (!usual) return null;
  const { playouts, onPlayout } = method;
  const trial = { bid: view.bid, worlds: worldsOf(seen, random, method), playouts, onPlayout };
  return weighOptions(seen, [usual, ...others], trial);
};

/** A deal as a seat has seen it, with the evidence of the others' choices. */
export interface Sight extends Observation {
  readonly evidence: Likelihood;
}

export const lookAt = (view: Snapshot): Sight | null => {
  const evidence = new Likelihood(view);
  const seen = observationIn(view, evidence);
  return seen && { ...seen, evidence };
};

const worldsOf = (seen: Sight, random: Source, { open }: Method): Hands =>
  open(seen, seen.evidence, new Rng(Math.floor(random() * 2 ** 32)));

/** `choices` with the move of `rule` first. */
const startingWith = <T>(choices: readonly T[], isUsual: (choice: T) => boolean): readonly T[] =>
  [...choices].sort((a, b) => Number(isUsual(b)) - Number(isUsual(a)));

/** The best ranks after the blind trick, each followed by its best suit. */
const callsOf = (deal: Deal, ranks: readonly Rank[]): readonly Option<BotMove>[] => {
  const worth = (rank: Rank) => bestCallWorth(deal, strengthOfRank(rank));
  return [...ranks]
    .sort((a, b) => worth(b) - worth(a))
    .slice(0, RANKS_TRIED)
    .map((partner_rank) => ({
      move: { message_type: "call-partner-rank", partner_rank },
      begin: (trial) => {
        trial.rank = strengthOfRank(partner_rank);
        trial.name(chooseCall(trial).suit);
      },
    }));
};

/** The possible moves, with the move of `rule` first. */
const optionsOf = (
  asked: Allowed,
  { deal, seat, suspicion }: Observation,
  rankCall: Rules["rank_call"],
): readonly Option<BotMove>[] => {
  const isBlind = rankCall === "after-first-trick";
  switch (asked.message_type) {
    case "call-partner-rank":
      if (isBlind) return callsOf(deal, asked.ranks ?? []);
      return bestRanks(deal.hands, seat, asked.ranks ?? [], RANKS_TRIED).map((partner_rank) => ({
        move: { message_type: "call-partner-rank", partner_rank },
        begin: (trial) => {
          trial.rank = strengthOfRank(partner_rank);
        },
      }));
    case "call-partner-suit": {
      const usual = SUITS[isBlind ? chooseCall(deal).suit : chooseTrump(deal)];
      return startingWith(asked.suits ?? [], (suit) => suit === usual).map((partner_suit) => ({
        move: { message_type: "call-partner-suit", partner_suit },
        begin: (trial) => trial.name(SUITS.indexOf(partner_suit)),
      }));
    }
    case "play": {
      const usual = chooseSlot(deal, suspicion);
      return startingWith(asked.cards ?? [], (card) => SLOT_OF[card] === usual).map((card) => ({
        move: { message_type: "play", card },
        begin: (trial, suspicion) => {
          const slot = SLOT_OF[card] as number;
          suspicion.note(trial, slot);
          trial.play(slot);
        },
      }));
    }
    default:
      return [];
  }
};
