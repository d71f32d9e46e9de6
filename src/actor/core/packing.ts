import type { Bid } from "../../shared/game/auction.ts";
import type { CardId } from "../../shared/game/cards.ts";
import type { Phase, Playing, Trump } from "../../shared/game/phase.ts";
import { type Seat, turnOrder } from "../../shared/game/seats.ts";
import type { FinishedDeal, Game, Joined } from "../../shared/game/state.ts";
import { type FinishedTrick, finish } from "../../shared/game/tricks.ts";
import type { GameRecord } from "./game-record.ts";
import { lengthened, shortened } from "./short-names.ts";

/*
 * The stored form of a record and of a finished deal. The auction and the tricks are the parts of the state that grow
 * during a deal; here a bid is a pair, and a trick is eleven digits.
 */

/** A seat, its bid, and the other fields of the bid if there are any. */
type PackedBid = readonly [Seat, number | null, object?];

const packBids = (bids: readonly Bid[]): readonly PackedBid[] =>
  bids.map(({ seat, bid, ...rest }) => (Object.keys(rest).length > 0 ? [seat, bid, rest] : [seat, bid]));

const unpackBids = (bids: readonly PackedBid[]): readonly Bid[] =>
  bids.map(([seat, bid, rest]) => ({ seat, bid, ...rest }));

/** The seat that led, and the five cards in two digits each. */
const packTrick = ({ cards }: FinishedTrick): string =>
  `${cards[0]?.seat}${cards.map(({ card }) => String(card).padStart(2, "0")).join("")}`;

const unpackTrick = (text: string, trump: Trump): FinishedTrick => {
  const cards = turnOrder(Number(text[0]) as Seat).map((seat, at) => ({
    seat,
    card: Number(text.slice(1 + 2 * at, 3 + 2 * at)) as CardId,
  }));
  return finish(cards, trump.suit);
};

/** The parts of a phase that are packed. Some phases have none of them. */
type Packable = Partial<Pick<Playing, "bids" | "tricks">>;

const packPhase = (phase: Phase): object => {
  const { bids, tricks } = phase as Packable;
  return {
    ...phase,
    ...(bids ? { bids: packBids(bids) } : {}),
    ...(tricks ? { tricks: tricks.map(packTrick).join("") } : {}),
  };
};

interface PackedPhase {
  readonly bids?: readonly PackedBid[];
  readonly tricks?: string;
  readonly trump?: Trump | null;
}

const unpackPhase = (packed: PackedPhase): Phase => {
  const { bids, tricks, trump, ...rest } = packed;
  const texts = tricks?.match(/\d{11}/g) ?? [];
  return {
    ...rest,
    ...(bids ? { bids: unpackBids(bids) } : {}),
    ...(trump === undefined ? {} : { trump }),
    ...(tricks === undefined ? {} : { tricks: trump ? texts.map((text) => unpackTrick(text, trump)) : [] }),
  } as unknown as Phase;
};

/** The name of a join that has still the seat is the name of the seat's player. */
const packJoin =
  ({ seats }: Game) =>
  ({ name, ...join }: Joined): object => {
    const { version, occupant } = seats[join.seat];
    return version === join.version && occupant?.name === name ? join : { ...join, name };
  };

const unpackJoin =
  ({ seats }: Game) =>
  (join: Joined): Joined => ({ ...join, name: join.name ?? seats[join.seat].occupant?.name });

/** The stored form of `record`. */
export const packRecord = (record: GameRecord): unknown => {
  const { game } = record;
  const { joined, phase } = game;
  return shortened({
    ...record,
    game: { ...game, joined: joined.map(packJoin(game)), phase: packPhase(phase) },
  });
};

/** The record with this stored form. May throw, or return something else, if `stored` is none. */
export const unpackRecord = (stored: unknown): GameRecord => {
  const record = lengthened(stored) as GameRecord;
  const { game } = record;
  const phase = unpackPhase(game.phase as unknown as PackedPhase);
  return { ...record, game: { ...game, joined: game.joined.map(unpackJoin(game)), phase } };
};

/** The stored form of `deal`. */
export const packDeal = (deal: FinishedDeal): unknown => shortened({ ...deal, bids: packBids(deal.bids) });

/** The deal with this stored form, as above. */
export const unpackDeal = (stored: unknown): FinishedDeal => {
  const deal = lengthened(stored) as Omit<FinishedDeal, "bids"> & { readonly bids: readonly PackedBid[] };
  return { ...deal, bids: unpackBids(deal.bids) };
};
