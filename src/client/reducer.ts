import { SEATS } from "../shared/game/seats.ts";
import type { ServerMessage, ServerMessageType } from "../shared/protocol/server.ts";
import type { Snapshot } from "../shared/protocol/snapshot.ts";

/** Whether `message` is public and has raised the revision by one. */
export const isPublic = ({ message_type }: ServerMessage): boolean =>
  !["join.ok", "sync", "action.result", "error", "hand.update", "player.said"].includes(message_type);

/** Whether public messages between `snapshot` and this one are missing. The client then needs a fresh snapshot. */
export const isGap = (snapshot: Snapshot, { epoch, revision }: ServerMessage): boolean =>
  epoch !== snapshot.epoch || revision !== snapshot.revision + 1;

/**
 * Whether only a fresh snapshot has what the viewer needs after the messages of `frame`: the moves that its turn
 * allows, or the name of a player who has a seat and no connection yet. After finished tricks and deals the server
 * sends a snapshot by itself.
 */
export const wantsMore = (snapshot: Snapshot, frame: readonly ServerMessage[]): boolean => {
  // A snapshot contains everything up to its place in the frame.
  const since = frame.slice(1 + frame.findLastIndex((message) => "snapshot" in message));
  const has = (type: ServerMessageType) => since.some(({ message_type }) => message_type === type);
  if (since.length === 0) return false;
  const { phase, player_id, current_player_id, players, waiting, allowed = [] } = snapshot;
  if (waiting || phase === "trick-won" || phase === "end" || has("trick.won")) return false;
  const isBegun = phase === "shuffle" || phase === "bid";
  if (has("phase.change") && isBegun && players.length < 5) return true;
  const canMove = allowed.some((one) => one.message_type !== "reorder");
  return player_id !== undefined && player_id === current_player_id && !canMove;
};

/**
 * `snapshot` after `message`. All fields are as in a fresh snapshot, except the number of observers and the moves that
 * this player's turn allows (`allowed`), which only the server sends.
 */
export const reduce = (snapshot: Snapshot, message: ServerMessage): Snapshot => {
  if (message.message_type === "join.ok" || message.message_type === "sync") return message.snapshot;
  if (message.message_type === "hand.update") return withHand(snapshot, message.hand);
  if (!isPublic(message) || message.revision === undefined) return snapshot;
  const { revision, turn = snapshot.turn } = message;
  return { ...changed(snapshot, message), revision, turn };
};

const changed = (snapshot: Snapshot, message: ServerMessage): Snapshot => {
  switch (message.message_type) {
    case "player.join":
    case "player.reconnect":
      return noLongerWaiting(withPlayer(snapshot, message, true), message);
    case "player.leave":
      return message.freed ? without(snapshot, message.player_id) : withPlayer(snapshot, message, false);
    case "player.ready":
      return withReady(snapshot, message);
    case "seat.reissued":
      // Only a bot is connected until its new holder connects. The next message says so.
      return unready(withPlayer(snapshot, message, message.bot), message.player_id);
    case "phase.change":
      return inPhase(snapshot, message);
    case "bid.placed": {
      const { player_id, bid, rank, current_player_id, deadline } = message;
      const call = rank === undefined ? { player_id, bid } : { player_id, bid, rank };
      const bids = [...(snapshot.bids ?? []), call];
      return idle({ ...snapshot, bids, current_player_id, deadline });
    }
    case "trick.played": {
      const { player_id, trick, current_player_id, deadline, revealed_partner_id } = message;
      const partner_id = revealed_partner_id ?? snapshot.partner_id;
      const cards_left = snapshot.cards_left.map((left) =>
        left.player_id === player_id ? { ...left, count: left.count - 1 } : left,
      );
      return idle({ ...snapshot, trick, cards_left, current_player_id, deadline, partner_id });
    }
    case "trick.won": {
      const { winner_id, points, trick_cards: cards, scores, current_player_id } = message;
      const trick_history = [...snapshot.trick_history, { winner_id, points, cards }];
      return idle({ ...snapshot, trick: [], trick_history, scores, current_player_id });
    }
    case "score.update":
      return { ...snapshot, scores: message.scores };
    default:
      return snapshot;
  }
};

type About = Pick<ServerMessage<"player.join">, "player_id" | "name" | "bot">;

/** A newcomer who has waited for the end of the deal acts for its seat after this message [B13]. */
const noLongerWaiting = (
  snapshot: Snapshot,
  { player_id, bot }: { player_id: number; bot: boolean },
): Snapshot => {
  if (player_id !== snapshot.player_id || bot || !snapshot.waiting) return snapshot;
  const { waiting: _waiting, ...playing } = snapshot;
  return playing;
};

const withPlayer = (snapshot: Snapshot, { player_id, name, bot }: About, connected: boolean): Snapshot => {
  const others = without(snapshot, player_id).players;
  const players = [...others, { player_id, name, seat: player_id, connected, bot }];
  return { ...snapshot, players: players.sort((a, b) => a.player_id - b.player_id) };
};

const without = (snapshot: Snapshot, seat: number): Snapshot => ({
  ...snapshot,
  players: snapshot.players.filter(({ player_id }) => player_id !== seat),
});

const unready = (snapshot: Snapshot, seat: number): Snapshot => {
  if (!snapshot.end_state) return snapshot;
  const ready = snapshot.end_state.ready.filter((at) => at !== seat);
  return { ...snapshot, end_state: { ...snapshot.end_state, ready } };
};

const withReady = (
  snapshot: Snapshot,
  { player_id: seat, bot, ready_deadline }: ServerMessage<"player.ready">,
): Snapshot => {
  if (!snapshot.end_state) return snapshot;
  const end_state = {
    ...snapshot.end_state,
    ready: [...snapshot.end_state.ready.filter((at) => at !== seat), seat],
    ready_deadline,
  };
  // A player may ask again after a bot has asked for it.
  return seat === snapshot.player_id && !bot ? idle({ ...snapshot, end_state }) : { ...snapshot, end_state };
};

const inPhase = (before: Snapshot, message: ServerMessage<"phase.change">): Snapshot => {
  // These fields belong to one phase.
  const {
    trick_cards: _cards,
    trick_points: _points,
    winner_id: _winner,
    end_state: ended,
    nonce_commitments: _commitments,
    shuffle_deadline: _deadline,
    ...rest
  } = before;
  const { phase, deal_number, current_player_id, current_leader_id, caller_id, bid } = message;
  const { partner_rank, trump_suit, partner_id, deal_factor } = message;
  const { end_state, deal_commitment, deadline, nonce_commitments, shuffle_deadline } = message;
  const snapshot: Snapshot = {
    ...rest,
    ...{ phase, deal_number, current_player_id, current_leader_id, deadline },
    ...{ caller_id, bid, partner_rank, trump_suit, partner_id, deal_factor },
    ...(deal_commitment === undefined ? {} : { deal_commitment }),
    ...(nonce_commitments === undefined ? {} : { nonce_commitments }),
    ...(shuffle_deadline === undefined ? {} : { shuffle_deadline }),
  };
  switch (phase) {
    case "ready":
    case "shuffle":
    case "bid": {
      // `recovery` ends with the deal in which the restore happened.
      const { recovery, ...others } = snapshot;
      return freshDeal(
        {
          ...others,
          ...(recovery && !ended ? { recovery } : {}),
          ...(ended?.match_over ? { match_scores: points(() => 0) } : {}),
        },
        phase,
      );
    }
    case "trick-won": {
      const last = snapshot.trick_history.at(-1);
      if (!last) return idle(snapshot);
      const { cards: trick_cards, points: trick_points, winner_id } = last;
      return idle({ ...snapshot, trick_cards, trick_points, winner_id });
    }
    case "end": {
      if (!end_state) return idle(snapshot);
      const earned = (seat: number) =>
        end_state.match_delta.find(({ player_id }) => player_id === seat)?.points ?? 0;
      const match_scores = snapshot.match_scores.map((score) => ({
        ...score,
        points: score.points + earned(score.player_id),
      }));
      return idle({ ...snapshot, end_state, match_scores });
    }
    default:
      return idle(snapshot);
  }
};

const freshDeal = (snapshot: Snapshot, phase: "ready" | "shuffle" | "bid"): Snapshot => {
  const { bids: _bids, ...rest } = snapshot;
  const count = phase === "bid" ? 8 : 0;
  return idle({
    ...rest,
    ...(phase === "bid" ? { bids: [] } : {}),
    ...(snapshot.hand ? { hand: [] } : {}),
    trick: [],
    trick_history: [],
    scores: points(() => 0),
    cards_left: SEATS.map((player_id) => ({ player_id, count })),
  });
};

const points = (of: (seat: number) => number) =>
  SEATS.map((player_id) => ({ player_id, points: of(player_id) }));

/** Allows only what a player with cards may always do. The server sends the other moves. */
const idle = (snapshot: Snapshot): Snapshot =>
  snapshot.hand
    ? { ...snapshot, allowed: snapshot.hand.length > 0 ? [{ message_type: "reorder" }] : [] }
    : snapshot;

const withHand = (snapshot: Snapshot, hand: NonNullable<Snapshot["hand"]>): Snapshot => {
  const moves = (snapshot.allowed ?? []).filter(({ message_type }) => message_type !== "reorder");
  const allowed = hand.length > 0 ? [...moves, { message_type: "reorder" }] : moves;
  return { ...snapshot, hand, allowed };
};
