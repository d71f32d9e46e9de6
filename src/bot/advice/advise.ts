import type { Seat } from "../../shared/game/seats.ts";
import type { Allowed, Snapshot } from "../../shared/protocol/snapshot.ts";
import type { BotMove } from "../moves.ts";
import { Deal } from "../playout/deal.ts";
import { SLOT_OF } from "../playout/slots.ts";
import { Rng, sourceFrom } from "../rng.ts";
import { BY_EVIDENCE, lookAt, type Method, type Sight, weighBids, weighMoves } from "../search/search.ts";
import { Worlds } from "../search/worlds.ts";
import type { Advice, BidAdvice, PlayAdvice, Rated, Suspect } from "./advice.ts";
import { reasonOf } from "./reason.ts";

/** The number of worlds from which the sides of the others are judged. */
const WORLDS = 150;

/**
 * What the level `search` thinks of the choices of the seat that has the snapshot `view`; null when it has none. It uses
 * nothing but the view. The same view and seed give the same figures.
 */
export const advise = (view: Snapshot, seed: number, care: Care = "quick"): Advice | null => {
  const asked = view.allowed?.find(({ message_type }) => CHOICES.has(message_type));
  if (!asked) return null;
  if (asked.message_type === "bid") return bidAdvice(asked, view, seed);
  return playAdvice(asked, view, seed, { ...BY_EVIDENCE, playouts: PLAYOUTS[care] });
};

/** A hint is wanted at once. A review compares choices that differ by little, and may take its time. */
export type Care = "quick" | "thorough";
const PLAYOUTS: Readonly<Record<Care, number>> = { quick: BY_EVIDENCE.playouts, thorough: 2_400 };

const CHOICES: ReadonlySet<string> = new Set(["bid", "call-partner-rank", "call-partner-suit", "play"]);

const bidAdvice = (asked: Allowed, view: Snapshot, seed: number): BidAdvice | null => {
  const appraisal = weighBids(asked, view, sourceFrom(seed));
  if (!appraisal || !asked.bids) return null;
  const { min, max } = asked.bids;
  const odds = Array.from({ length: max - min + 1 }, (_, at) => appraisal.odds(min + at));
  return { about: "bid", limit: appraisal.limit, least: min, rank: appraisal.rank, odds };
};

const playAdvice = (asked: Allowed, view: Snapshot, seed: number, method: Method): PlayAdvice | null => {
  const weighed = weighMoves(asked, view, sourceFrom(seed), method);
  const seen = lookAt(view);
  if (!weighed || !seen) return null;
  const { friends, suspect } = sidesOf(seen, seed);
  const options = weighed.map(
    ({ option: { move }, odds }): Rated => ({ ...told(move, seen, friends), odds }),
  );
  return { about: "play", options, made: weighed[0].made, suspect };
};

const told = (move: BotMove, { deal }: Sight, friends: readonly number[]) => {
  switch (move.message_type) {
    case "play":
      return {
        kind: "card",
        card: move.card,
        reason: reasonOf(deal, SLOT_OF[move.card] as number, friends),
      } as const;
    case "call-partner-rank":
      return { kind: "rank", rank: move.partner_rank } as const;
    case "call-partner-suit":
      return { kind: "suit", suit: move.partner_suit } as const;
    default:
      throw new Error(`no choice: ${move.message_type}`);
  }
};

/** The probabilities that each seat is on the own side, and who may be the partner. */
const sidesOf = (seen: Sight, seed: number) => {
  const { seat, deal } = seen;
  const friends = [0, 0, 0, 0, 0];
  const partners = [0, 0, 0, 0, 0];
  if (deal.trump < 0) return { friends, suspect: null };
  const world = new Deal();
  world.copy(deal);
  const worlds = new Worlds(seen, seen.evidence, new Rng(seed));
  for (let count = 0; count < WORLDS; count++) {
    world.hands.set(worlds.next());
    const { partner } = world;
    partners[partner] = (partners[partner] ?? 0) + 1 / WORLDS;
    for (let other = 0; other < 5; other++)
      if (world.isOnCallersSide(other) === world.isOnCallersSide(seat))
        friends[other] = (friends[other] ?? 0) + 1 / WORLDS;
  }
  return { friends, suspect: suspectIn(partners, seat, deal) };
};

/** The most likely partner; null where it is known, or is the seat itself. */
const suspectIn = (partners: readonly number[], seat: Seat, { shown, caller }: Deal): Suspect | null => {
  const odds = Math.max(...partners);
  const at = partners.indexOf(odds) as Seat;
  return shown >= 0 || odds > 0.995 || at === seat || at === caller ? null : { seat: at, odds };
};
