import { ANNOUNCED, type Announcement } from "../game/announced.ts";
import { highestOffer } from "../game/auction.ts";
import { deadlineOf } from "../game/clock.ts";
import type { Event } from "../game/events.ts";
import { isBot } from "../game/occupant.ts";
import { calledCard, isPlaying } from "../game/phase.ts";
import { readyDeadlineOf } from "../game/seating.ts";
import { SEATS, type Seat } from "../game/seats.ts";
import { type Game, handOf, isWaiting, turnOf } from "../game/state.ts";
import {
  cardFace,
  commitmentOf,
  endState,
  insight,
  placed,
  played,
  pointsTaken,
  shuffleFields,
  standing,
  type Viewer,
} from "./view.ts";

/*
 * The messages of an event: its announcements, as each viewer may see them, and the hands of seats [V1].
 */

/** A public message without its envelope. */
export type PublicBody = { readonly message_type: Announcement } & Readonly<Record<string, unknown>>;

/** The announcement in which a secret partner sees more than other viewers. */
export const TOLD_APART: Announcement = "phase.change";

/**
 * The announcements of `event` as `viewer` may see them, one body each, in order [P7]. `after` is the game after the
 * event. Only a secret partner's bodies differ from the others', and only in {@link TOLD_APART}.
 */
export const seenBy = (event: Event, after: Game, viewer: Viewer): readonly PublicBody[] =>
  ANNOUNCED[event.type].map((message) => ({
    message_type: message,
    ...bodyOf(message, event, after, viewer),
    ...("auto" in event && event.auto ? { auto: true } : {}),
  }));

const bodyOf = (message: Announcement, event: Event, game: Game, viewer: Viewer): object => {
  switch (message) {
    case "player.leave":
      if (event.type === "seat-freed")
        return { player_id: event.seat, name: event.name, bot: event.bot, freed: true, ...byOf(event) };
      return whoOf(event, game);
    case "player.join":
    case "player.reconnect":
    case "seat.reissued":
      return whoOf(event, game);
    case "player.ready":
      return { ...whoOf(event, game), ready_deadline: readyDeadlineOf(game) };
    case "phase.change":
      return phaseChange(event, game, insight(game, viewer));
    case "bid.placed": {
      const { type: _type, auto: _auto, ...call } = event as Event & { type: "bid-placed" };
      const high = "bids" in game.phase ? highestOffer(game.phase.bids) : null;
      return {
        ...placed(call),
        highest_bid: high?.bid ?? null,
        ...(high?.rank === undefined ? {} : { highest_rank: high.rank }),
        highest_bidder_id: high?.seat ?? null,
        current_player_id: turnOf(game),
        deadline: deadlineOf(game),
      };
    }
    case "trick.played": {
      const { seat, card } = event as Event & { type: "card-played" };
      const { phase } = game;
      const reveals = isPlaying(phase) && card === calledCard(phase);
      return {
        player_id: seat,
        card: cardFace(card),
        trick: "trick" in phase ? phase.trick.map(played) : [],
        current_player_id: turnOf(game),
        deadline: deadlineOf(game),
        ...(reveals ? { revealed_partner_id: seat } : {}),
      };
    }
    case "trick.won": {
      const trick = "tricks" in game.phase ? game.phase.tricks.at(-1) : undefined;
      return {
        winner_id: trick?.winner,
        points: trick?.points,
        trick_cards: trick?.cards.map(played),
        scores: pointsTaken(game),
        current_player_id: turnOf(game),
      };
    }
    case "score.update": {
      const trick = "tricks" in game.phase ? game.phase.tricks.at(-1) : undefined;
      return { scores: pointsTaken(game), delta: { player_id: trick?.winner, points: trick?.points } };
    }
    case "game.ended":
      return { reason: game.ended };
  }
};

const whoOf = (event: Event, game: Game): object => {
  const { seat } = event as Event & { seat: Seat };
  const { occupant } = game.seats[seat];
  return { player_id: seat, name: occupant?.name, bot: isBot(occupant), ...byOf(event) };
};

const byOf = (event: Event): object => ("by" in event ? { by: event.by } : {});

const phaseChange = (event: Event, game: Game, viewer: Viewer): object => ({
  ...standing(game, viewer),
  deadline: deadlineOf(game),
  ...(event.type === "thrown-in" ? { reason: event.reason } : {}),
  ...(event.type === "rules-changed" ? { reason: "rules" } : {}),
  ...(game.phase.name === "end" ? { end_state: endState(game, game.phase) } : {}),
  ...(["ready", "shuffle", "bid"].includes(game.phase.name)
    ? { deal_commitment: commitmentOf(game), ...shuffleFields(game) }
    : {}),
});

/** The seats that get a `hand.update` after `event` [P9]. A newcomer who waits gets none. */
export const handsChanged = (event: Event, after: Game): readonly Seat[] => {
  if (event.type === "dealt") return SEATS.filter((seat) => !isWaiting(after, seat));
  const isOwn = event.type === "card-played" || event.type === "hand-reordered";
  return isOwn && !isWaiting(after, event.seat) ? [event.seat] : [];
};

/** The body of `hand.update`. It is for `seat` alone. */
export const handUpdate = (game: Game, seat: Seat) => ({
  message_type: "hand.update" as const,
  player_id: seat,
  hand: handOf(game, seat).map(cardFace),
});

/** Whether all sockets get a snapshot after `event` [P8]. */
export const callsForSync = (event: Event): boolean =>
  event.type === "trick-rested" ||
  event.type === "deal-ended" ||
  event.type === "game-restored" ||
  event.type === "shuffle-restarted" ||
  event.type === "rules-changed" ||
  event.type === "clock-extended";
