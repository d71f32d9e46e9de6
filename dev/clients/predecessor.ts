import type { Frame } from "./frame.ts";
import { call } from "./http.ts";
import type { TestServer } from "./server.ts";
import { openWire, type Wire } from "./wire.ts";

/**
 * A terminal client as it was written for the predecessor, without code of the product. One person creates a game with it,
 * seats five players and types the moves of all. It calls paths under `/briscola/`, opens `/ws/client/` with nothing in
 * the address, joins by message, and sends `join` and `sync` without an `action_id` [H22, S23].
 */
export interface OldTerminal {
  /** Runs a command, such as "play 2 coins 7". Resolves with the answer of the server. */
  readonly type: (command: string) => Promise<Frame>;
  /** A line for each message that a player has heard, in the order of arrival. */
  readonly printed: readonly string[];
  readonly wire: (player: number) => Wire;
  readonly gameId: () => string;
  readonly hostToken: () => string;
  readonly quit: () => void;
}

export const openOldTerminal = (server: Pick<TestServer, "url">): OldTerminal => {
  const printed: string[] = [];
  const wires = new Map<number, Wire>();
  let game: Frame = {};
  let actions = 0;

  const post = async (path: string, json: Frame = {}): Promise<Frame> => {
    const token = game.host_token === undefined ? {} : { token: game.host_token as string };
    const answer = await call(server, "POST", `/briscola/${path}`, { json, ...token });
    if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}: ${answer.text}`);
    return answer.body;
  };
  const wire = (player: number): Wire => {
    const found = wires.get(player);
    if (!found) throw new Error(`player ${player} is not connected`);
    return found;
  };
  /** Sends what needs no `action_id`. Resolves with the next answer of that type. */
  const ask = async (player: number, message: Frame, answer: string): Promise<Frame> => {
    const there = wire(player);
    const from = there.frames.length;
    there.send({ game_id: game.game_id, player_id: player, ...message });
    return there.next((frame) => there.frames.indexOf(frame) >= from && frame.message_type === answer);
  };
  const act = (player: number, message: Frame): Promise<Frame> => {
    actions += 1;
    const action_id = `${message.message_type}-${actions}`;
    return wire(player).act({ game_id: game.game_id, action_id, player_id: player, ...message });
  };
  const join = async (player: number): Promise<Frame> => {
    const { token } = await post(`token/${game.game_id}/`, { role: "player", player_id: player });
    const opened = await openWire(server, "/ws/client/");
    wires.set(player, opened);
    opened.socket.addEventListener("message", ({ data }) =>
      printed.push(`[player ${player}] ${describe(JSON.parse(String(data)))}`),
    );
    return ask(player, { message_type: "join", token }, "join.ok");
  };

  const type = async (command: string): Promise<Frame> => {
    const [name = "", ...words] = command.trim().split(/\s+/);
    const [player, value] = words.map(Number) as [number, number];
    switch (name) {
      case "create":
        game = await post("create/");
        return game;
      case "join":
        return join(player);
      case "sync":
        return ask(player, { message_type: "sync" }, "sync");
      case "bid":
        return act(player, { message_type: "bid", bid: value });
      case "call-rank":
        return act(player, { message_type: "call-partner-rank", partner_rank: value });
      case "call-suit":
        return act(player, { message_type: "call-partner-suit", partner_suit: words[1] });
      case "play":
        return act(player, { message_type: "play", card: { suit: words[1], rank: Number(words[2]) } });
      case "reorder":
        return act(player, { message_type: "reorder", hand: words.slice(1).map(cardIn) });
      case "sync-all":
        return post(`game/${game.game_id}/sync/`);
      case "end":
        return post(`game/${game.game_id}/delete/`);
      default:
        throw new Error(`there is no command ${name}`);
    }
  };

  return {
    type,
    printed,
    wire,
    gameId: () => game.game_id,
    hostToken: () => game.host_token,
    quit: () => {
      for (const one of wires.values()) one.close();
    },
  };
};

/** The card that a word such as "cups-10" names. */
const cardIn = (word: string): Frame => {
  const [suit, rank] = word.split("-");
  return { suit, rank: Number(rank) };
};

const nameOf = (card: Frame | undefined): string => `${card?.suit} ${card?.rank}`;

/** One line about a message, from the fields that the predecessor's client read. */
const describe = (message: Frame): string => {
  const { message_type: type } = message;
  switch (type) {
    case "action.result":
      return message.status === "ok"
        ? "action.result ok"
        : `action.result ${message.code}: ${message.reason}`;
    case "phase.change":
      return `phase.change ${message.phase}`;
    case "bid.placed":
      return `bid.placed p${message.player_id} ${message.bid}`;
    case "hand.update":
      return `hand.update ${message.hand.map(nameOf).join(", ")}`;
    case "trick.played":
      return `trick.played p${message.player_id} ${nameOf(message.card)}`;
    case "trick.won":
      return `trick.won p${message.winner_id} ${message.points}`;
    case "score.update":
      return `score.update ${message.scores.map(({ player_id, points }: Frame) => `p${player_id}: ${points}`).join(", ")}`;
    default:
      return type;
  }
};
