import { SUITS } from "../../shared/game/cards.ts";
import type { Allowed, Snapshot } from "../../shared/protocol/snapshot.ts";
import type { BotMove } from "../moves.ts";
import { type Observation, observationIn } from "../observation.ts";
import { chooseSlot } from "../playout/rule.ts";
import { SLOT_OF, strengthOfRank } from "../playout/slots.ts";
import { bestRanks, chooseTrump } from "../playout/worth.ts";
import { Rng, type Source } from "../rng.ts";
import { searchBid } from "./bid.ts";
import { chooseOption, type Hands, type Option } from "./choose.ts";
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
  { playouts, open, onPlayout }: Method = BY_EVIDENCE,
): BotMove | null => {
  const evidence = new Likelihood(view);
  const seen = observationIn(view, evidence);
  if (!seen) return null;
  const worlds = () => open(seen, evidence, new Rng(Math.floor(random() * 2 ** 32)));
  if (asked.message_type === "bid" && asked.bids)
    return searchBid(seen, asked.bids, view, worlds(), random, onPlayout);
  const [usual, ...others] = optionsOf(asked, seen);
  if (!usual || view.bid === null) return null;
  if (others.length === 0) return usual.move;
  const trial = { bid: view.bid, worlds: worlds(), playouts, onPlayout };
  return chooseOption(seen, [usual, ...others], trial).move;
};

/** `choices` with the move of `rule` first. */
const startingWith = <T>(choices: readonly T[], isUsual: (choice: T) => boolean): readonly T[] =>
  [...choices].sort((a, b) => Number(isUsual(b)) - Number(isUsual(a)));

/** The possible moves, with the move of `rule` first. */
const optionsOf = (asked: Allowed, { deal, seat, suspicion }: Observation): readonly Option<BotMove>[] => {
  switch (asked.message_type) {
    case "call-partner-rank":
      return bestRanks(deal.hands, seat, asked.ranks ?? [], RANKS_TRIED).map((partner_rank) => ({
        move: { message_type: "call-partner-rank", partner_rank },
        begin: (trial) => {
          trial.rank = strengthOfRank(partner_rank);
        },
      }));
    case "call-partner-suit": {
      const usual = SUITS[chooseTrump(deal)];
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
