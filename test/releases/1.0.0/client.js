// src/shared/protocol/close.ts
var CLOSE = {
  badToken: 4001,
  replaced: 4002,
  ended: 4003,
  noSuchGame: 4004,
  unavailable: 1013,
  policy: 1008,
  tooBig: 1009,
  goingAway: 1001,
  internal: 1011
};

// src/shared/result.ts
var ok = (value) => ({ ok: true, value });
var err = (error) => ({ ok: false, error });

// src/shared/protocol/ping.ts
var PING = '{"message_type":"ping"}';

// src/shared/protocol/version.ts
var SUBPROTOCOL = "briscola.v1";
var BEARER_PREFIX = "bearer.";

// src/client/connection.ts
var PING_EVERY_MS = 5e3;
var OPEN_WITHIN_MS = 1e4;
var BROKEN = 1006;
var connect = ({ baseUrl, token, world, hear, lost }) => {
  const url = new URL("/ws/client", baseUrl);
  url.protocol = url.protocol.replace("http", "ws");
  const socket = new world.WebSocket(url.href, [SUBPROTOCOL, `${BEARER_PREFIX}${token}`]);
  let said = null;
  let isOver2 = false;
  let joined = false;
  let heard = false;
  const sendText = (text) => {
    if (socket.readyState === world.WebSocket.OPEN) socket.send(text);
  };
  const finish = () => {
    isOver2 = true;
    cancel();
  };
  const end = (closeCode, reason) => {
    if (isOver2) return;
    finish();
    socket.close();
    lost({ closeCode, code: said?.code ?? null, reason: said?.reason ?? reason });
  };
  const beat = () => {
    if (!heard) return end(BROKEN, "the server has stopped answering");
    heard = false;
    sendText(PING);
    cancel = world.after(PING_EVERY_MS, beat);
  };
  let cancel = world.after(OPEN_WITHIN_MS, () => end(BROKEN, "the server did not answer in time"));
  socket.addEventListener("close", ({ code, reason }) => end(code, reason));
  socket.addEventListener("error", () => end(BROKEN, "the connection failed"));
  socket.addEventListener("message", ({ data }) => {
    if (isOver2) return;
    heard = true;
    const message = JSON.parse(String(data));
    if (message.message_type === "pong") return;
    if (message.message_type === "error") said = message;
    if (message.message_type === "join.ok" && !joined) {
      joined = true;
      cancel();
      beat();
    }
    hear(message);
  });
  return {
    send: (message) => sendText(JSON.stringify(message)),
    close: () => {
      finish();
      socket.close(1e3);
    }
  };
};

// src/client/follow.ts
var SEATS = [0, 1, 2, 3, 4];
var isPublic = ({ message_type }) => !["join.ok", "sync", "action.result", "error", "hand.update"].includes(message_type);
var isGap = (picture, { epoch, revision }) => epoch !== picture.epoch || revision !== picture.revision + 1;
var follow = (picture, message) => {
  if (message.message_type === "join.ok" || message.message_type === "sync") return message.snapshot;
  if (message.message_type === "hand.update") return withHand(picture, message.hand);
  if (!isPublic(message) || message.revision === void 0) return picture;
  return { ...changed(picture, message), revision: message.revision };
};
var changed = (picture, message) => {
  switch (message.message_type) {
    case "player.join":
    case "player.reconnect":
      return withPlayer(picture, message, true);
    case "player.leave":
      return message.freed ? without(picture, message.player_id) : withPlayer(picture, message, false);
    case "player.ready":
      return withReady(picture, message);
    case "phase.change":
      return inPhase(picture, message);
    case "bid.placed": {
      const { player_id, bid, current_player_id, deadline } = message;
      const bids = [...picture.bids ?? [], { player_id, bid }];
      return idle({ ...picture, bids, current_player_id, deadline });
    }
    case "trick.played": {
      const { player_id, trick, current_player_id, deadline, revealed_partner_id } = message;
      const partner_id = revealed_partner_id ?? picture.partner_id;
      const cards_left = picture.cards_left.map(
        (left) => left.player_id === player_id ? { ...left, count: left.count - 1 } : left
      );
      return idle({ ...picture, trick, cards_left, current_player_id, deadline, partner_id });
    }
    case "trick.won": {
      const { winner_id, points: points2, trick_cards: cards, scores, current_player_id } = message;
      const trick_history = [...picture.trick_history, { winner_id, points: points2, cards }];
      return idle({ ...picture, trick: [], trick_history, scores, current_player_id });
    }
    case "score.update":
      return { ...picture, scores: message.scores };
    default:
      return picture;
  }
};
var withPlayer = (picture, { player_id, name, bot }, connected) => {
  const others = without(picture, player_id).players;
  const players = [...others, { player_id, name, seat: player_id, connected, bot }];
  return { ...picture, players: players.sort((a, b) => a.player_id - b.player_id) };
};
var without = (picture, seat) => ({
  ...picture,
  players: picture.players.filter(({ player_id }) => player_id !== seat)
});
var withReady = (picture, { player_id: seat, bot }) => {
  if (!picture.end_state) return picture;
  const end_state = {
    ...picture.end_state,
    ready: [...picture.end_state.ready.filter((at) => at !== seat), seat]
  };
  return seat === picture.player_id && !bot ? idle({ ...picture, end_state }) : { ...picture, end_state };
};
var inPhase = (before, message) => {
  const {
    trick_cards: _cards,
    trick_points: _points,
    winner_id: _winner,
    end_state: ended,
    ...rest
  } = before;
  const { phase, deal_number, current_player_id, current_leader_id, caller_id, bid } = message;
  const { partner_rank, trump_suit, partner_id, end_state, deal_commitment, deadline } = message;
  const picture = { ...rest, phase, deal_number, current_player_id, current_leader_id };
  Object.assign(picture, { caller_id, bid, partner_rank, trump_suit, partner_id, deadline });
  if (deal_commitment !== void 0) picture.deal_commitment = deal_commitment;
  switch (phase) {
    case "ready":
    case "bid":
      if (ended?.match_over) picture.match_scores = points(() => 0);
      return freshDeal(picture, phase);
    case "trick-won": {
      const last = picture.trick_history.at(-1);
      if (!last) return idle(picture);
      const { cards: trick_cards, points: trick_points, winner_id } = last;
      return idle({ ...picture, trick_cards, trick_points, winner_id });
    }
    case "end": {
      if (!end_state) return idle(picture);
      const earned = (seat) => end_state.match_delta.find(({ player_id }) => player_id === seat)?.points ?? 0;
      const match_scores = picture.match_scores.map((score) => ({
        ...score,
        points: score.points + earned(score.player_id)
      }));
      return idle({ ...picture, end_state, match_scores });
    }
    default:
      return idle(picture);
  }
};
var freshDeal = (picture, phase) => {
  const { bids: _bids, ...rest } = picture;
  const count = phase === "bid" ? 8 : 0;
  return idle({
    ...rest,
    ...phase === "bid" ? { bids: [] } : {},
    ...picture.hand ? { hand: [] } : {},
    trick: [],
    trick_history: [],
    scores: points(() => 0),
    cards_left: SEATS.map((player_id) => ({ player_id, count }))
  });
};
var points = (of) => SEATS.map((player_id) => ({ player_id, points: of(player_id) }));
var idle = (picture) => picture.hand ? { ...picture, allowed: picture.hand.length > 0 ? [{ message_type: "reorder" }] : [] } : picture;
var withHand = (picture, hand) => {
  const moves = (picture.allowed ?? []).filter(({ message_type }) => message_type !== "reorder");
  const allowed = hand.length > 0 ? [...moves, { message_type: "reorder" }] : moves;
  return { ...picture, hand, allowed };
};

// src/client/world.ts
var worldHere = () => ({
  WebSocket,
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random
});

// src/client/table.ts
var FIRST_WAIT_MS = 500;
var LONGEST_WAIT_MS = 1e4;
var STEADY_AFTER_MS = 5e3;
var openTable = ({ baseUrl, token, renew, world = worldHere() }) => {
  const unanswered = /* @__PURE__ */ new Map();
  const messages = listeners();
  const pictures = listeners();
  const states = listeners();
  const ids = `${world.random().toString(36).slice(2, 12)}-`;
  const askers = [];
  let bearer = token;
  let state = { name: "connecting" };
  let picture = null;
  let endReason = null;
  let connection;
  let cancel = () => {
  };
  let asked = false;
  let tries = 0;
  let count = 0;
  let tellOver = () => {
  };
  const over = new Promise((tell) => {
    tellOver = tell;
  });
  const nextId = () => {
    count += 1;
    return `${ids}${count}`;
  };
  const become = (next) => {
    state = next;
    states.tell(next);
  };
  const ask = () => {
    if (asked || state.name !== "live") return;
    asked = true;
    connection.send({ message_type: "sync", action_id: nextId() });
  };
  const welcome = () => {
    asked = false;
    cancel = world.after(STEADY_AFTER_MS, () => {
      tries = 0;
    });
    for (const { message } of unanswered.values()) connection.send(message);
    become({ name: "live" });
  };
  const hear = (message) => {
    const before = picture;
    if (message.message_type === "join.ok") {
      picture = message.snapshot;
      welcome();
    } else if (before && isPublic(message) && isGap(before, message)) ask();
    else if (before) picture = follow(before, message);
    if (message.message_type === "game.ended") endReason = message.reason;
    if (message.message_type === "action.result") {
      unanswered.get(message.action_id)?.settle(ok(message));
      unanswered.delete(message.action_id);
    }
    if (message.message_type === "join.ok" || message.message_type === "sync") {
      asked = false;
      for (const asker of askers.splice(0)) asker(ok(message.snapshot));
    }
    messages.tell(message);
    if (!picture || picture === before) return;
    if (wantsMore(picture, message)) ask();
    pictures.tell(picture);
  };
  const finish = (end) => {
    cancel();
    for (const { settle } of unanswered.values()) settle(err(end));
    for (const asker of askers.splice(0)) asker(err(end));
    unanswered.clear();
    become(end);
    tellOver(end);
  };
  const tryAgain = () => {
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
    cancel = world.after(longest * (0.5 + world.random() / 2), open);
  };
  const lost = (why) => {
    const end = overBy(why, endReason);
    const another = why.closeCode === CLOSE.badToken ? renew : void 0;
    if (end && !another) return finish(end);
    cancel();
    tries += 1;
    if (end && another) {
      const goOn = (fresh) => {
        if (ended()) return;
        if (fresh === null) return finish(end);
        bearer = fresh;
        tryAgain();
      };
      another().then(goOn, () => goOn(null));
    } else tryAgain();
    become({ name: "reconnecting", tries });
  };
  const open = () => {
    connection = connect({ baseUrl, token: bearer, world, hear, lost });
  };
  const ended = () => isOver(state) ? state : null;
  open();
  return {
    state: () => state,
    picture: () => picture,
    act: (action) => {
      const end = ended();
      if (end) return Promise.resolve(err(end));
      const message = { ...action, action_id: action.action_id ?? nextId() };
      return new Promise((settle) => {
        unanswered.set(message.action_id, { message, settle });
        if (state.name === "live") connection.send(message);
      });
    },
    sync: () => {
      const end = ended();
      if (end) return Promise.resolve(err(end));
      return new Promise((settle) => {
        askers.push(settle);
        ask();
      });
    },
    on: (type, listener) => messages.add((message) => {
      if (message.message_type === type) listener(message);
    }),
    onPicture: pictures.add,
    onState: states.add,
    close: () => {
      if (ended()) return;
      connection.close();
      finish({ name: "left" });
    },
    over
  };
};
var isOver = (state) => state.name !== "connecting" && state.name !== "live" && state.name !== "reconnecting";
var overBy = ({ closeCode, code, reason }, endReason) => {
  if (closeCode === CLOSE.replaced) return { name: "replaced" };
  if (closeCode === CLOSE.ended || closeCode === CLOSE.noSuchGame || endReason !== null)
    return { name: "ended", reason: endReason ?? reason };
  const isBarred = closeCode === CLOSE.policy && code === "forbidden";
  return closeCode === CLOSE.badToken || isBarred ? { name: "refused", reason } : null;
};
var wantsMore = (picture, { message_type }) => {
  if (message_type === "join.ok" || message_type === "sync") return false;
  const { phase, player_id, current_player_id, players, allowed = [] } = picture;
  if (phase === "trick-won" || phase === "end" || message_type === "trick.won") return false;
  if (message_type === "phase.change" && phase === "bid" && players.length < 5) return true;
  const canMove = allowed.some((one) => one.message_type !== "reorder");
  return player_id !== void 0 && player_id === current_player_id && !canMove;
};
var listeners = () => {
  const all = /* @__PURE__ */ new Set();
  return {
    add: (listener) => {
      all.add(listener);
      return () => void all.delete(listener);
    },
    tell: (value) => {
      for (const listener of [...all]) listener(value);
    }
  };
};
export {
  openTable,
  worldHere
};
