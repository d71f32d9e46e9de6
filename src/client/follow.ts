import type { ServerMessage, Snapshot } from "./messages.ts";

const SEATS = [0, 1, 2, 3, 4];

/** Whether `message` is one that everyone hears, and so raises the revision by one. */
export const isPublic = ({ message_type }: ServerMessage): boolean =>
  !["join.ok", "sync", "action.result", "error", "hand.update"].includes(message_type);

/** Whether a message was lost between `picture` and this public one: only a fresh picture helps then. */
export const isGap = (picture: Snapshot, { epoch, revision }: ServerMessage): boolean =>
  epoch !== picture.epoch || revision !== picture.revision + 1;

/**
 * `picture` with what `message` tells, field by field as a fresh one would have it, but for two things: how many
 * observers there are, and what this player may do in its turn (`allowed`), which only the server says.
 */
export const follow = (picture: Snapshot, message: ServerMessage): Snapshot => {
  if (message.message_type === "join.ok" || message.message_type === "sync") return message.snapshot;
  if (message.message_type === "hand.update") return withHand(picture, message.hand);
  if (!isPublic(message) || message.revision === undefined) return picture;
  return { ...changed(picture, message), revision: message.revision };
};

const changed = (picture: Snapshot, message: ServerMessage): Snapshot => {
  switch (message.message_type) {
    case "player.join":
    case "player.reconnect":
      return withPlayer(picture, message, true);
    case "player.leave":
      return message.freed ? without(picture, message.player_id) : withPlayer(picture, message, false);
    case "player.ready":
      return withReady(picture, message);
    case "seat.reissued":
      // Until its new holder comes only a bot is there, as the message behind this one says.
      return unready(withPlayer(picture, message, message.bot), message.player_id);
    case "phase.change":
      return inPhase(picture, message);
    case "bid.placed": {
      const { player_id, bid, current_player_id, deadline } = message;
      const bids = [...(picture.bids ?? []), { player_id, bid }];
      return idle({ ...picture, bids, current_player_id, deadline });
    }
    case "trick.played": {
      const { player_id, trick, current_player_id, deadline, revealed_partner_id } = message;
      const partner_id = revealed_partner_id ?? picture.partner_id;
      const cards_left = picture.cards_left.map((left) =>
        left.player_id === player_id ? { ...left, count: left.count - 1 } : left,
      );
      return idle({ ...picture, trick, cards_left, current_player_id, deadline, partner_id });
    }
    case "trick.won": {
      const { winner_id, points, trick_cards: cards, scores, current_player_id } = message;
      const trick_history = [...picture.trick_history, { winner_id, points, cards }];
      return idle({ ...picture, trick: [], trick_history, scores, current_player_id });
    }
    case "score.update":
      return { ...picture, scores: message.scores };
    default:
      return picture;
  }
};

type About = Pick<ServerMessage<"player.join">, "player_id" | "name" | "bot">;

const withPlayer = (picture: Snapshot, { player_id, name, bot }: About, connected: boolean): Snapshot => {
  const others = without(picture, player_id).players;
  const players = [...others, { player_id, name, seat: player_id, connected, bot }];
  return { ...picture, players: players.sort((a, b) => a.player_id - b.player_id) };
};

const without = (picture: Snapshot, seat: number): Snapshot => ({
  ...picture,
  players: picture.players.filter(({ player_id }) => player_id !== seat),
});

const unready = (picture: Snapshot, seat: number): Snapshot => {
  if (!picture.end_state) return picture;
  const ready = picture.end_state.ready.filter((at) => at !== seat);
  return { ...picture, end_state: { ...picture.end_state, ready } };
};

const withReady = (picture: Snapshot, { player_id: seat, bot }: About): Snapshot => {
  if (!picture.end_state) return picture;
  const end_state = {
    ...picture.end_state,
    ready: [...picture.end_state.ready.filter((at) => at !== seat), seat],
  };
  // What a bot has said for a player, the player may say again.
  return seat === picture.player_id && !bot ? idle({ ...picture, end_state }) : { ...picture, end_state };
};

const inPhase = (before: Snapshot, message: ServerMessage<"phase.change">): Snapshot => {
  // What belongs to one phase goes with it.
  const {
    trick_cards: _cards,
    trick_points: _points,
    winner_id: _winner,
    end_state: ended,
    ...rest
  } = before;
  const { phase, deal_number, current_player_id, current_leader_id, caller_id, bid } = message;
  const { partner_rank, trump_suit, partner_id, end_state, deal_commitment, deadline } = message;
  const picture: Snapshot = { ...rest, phase, deal_number, current_player_id, current_leader_id };
  Object.assign(picture, { caller_id, bid, partner_rank, trump_suit, partner_id, deadline });
  if (deal_commitment !== undefined) picture.deal_commitment = deal_commitment;
  switch (phase) {
    case "ready":
    case "bid":
      if (ended?.match_over) picture.match_scores = points(() => 0);
      // What a restore may have lost is of the deal before.
      if (ended) delete picture.recovery;
      return freshDeal(picture, phase);
    case "trick-won": {
      const last = picture.trick_history.at(-1);
      if (!last) return idle(picture);
      const { cards: trick_cards, points: trick_points, winner_id } = last;
      return idle({ ...picture, trick_cards, trick_points, winner_id });
    }
    case "end": {
      if (!end_state) return idle(picture);
      const earned = (seat: number) =>
        end_state.match_delta.find(({ player_id }) => player_id === seat)?.points ?? 0;
      const match_scores = picture.match_scores.map((score) => ({
        ...score,
        points: score.points + earned(score.player_id),
      }));
      return idle({ ...picture, end_state, match_scores });
    }
    default:
      return idle(picture);
  }
};

const freshDeal = (picture: Snapshot, phase: "ready" | "bid"): Snapshot => {
  const { bids: _bids, ...rest } = picture;
  const count = phase === "bid" ? 8 : 0;
  return idle({
    ...rest,
    ...(phase === "bid" ? { bids: [] } : {}),
    ...(picture.hand ? { hand: [] } : {}),
    trick: [],
    trick_history: [],
    scores: points(() => 0),
    cards_left: SEATS.map((player_id) => ({ player_id, count })),
  });
};

const points = (of: (seat: number) => number) =>
  SEATS.map((player_id) => ({ player_id, points: of(player_id) }));

/** What a player may always do while it holds cards; the rest is for the server to say. */
const idle = (picture: Snapshot): Snapshot =>
  picture.hand
    ? { ...picture, allowed: picture.hand.length > 0 ? [{ message_type: "reorder" }] : [] }
    : picture;

const withHand = (picture: Snapshot, hand: NonNullable<Snapshot["hand"]>): Snapshot => {
  const moves = (picture.allowed ?? []).filter(({ message_type }) => message_type !== "reorder");
  const allowed = hand.length > 0 ? [...moves, { message_type: "reorder" }] : moves;
  return { ...picture, hand, allowed };
};
