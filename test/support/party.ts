import type { TestServer } from "../../dev/clients/server.ts";
import { type Frame, joinWire, type Wire } from "../../dev/clients/wire.ts";
import { simpleMove } from "./simple-move.ts";

/** The subprotocols of a client that reads batches. */
export const BATCH = ["briscola.v1.batch", "briscola.v1"];

/** Five players of one game, each with a token and a socket. Seat n is at index n. */
export interface Party {
  readonly gameId: string;
  readonly hostToken: string;
  readonly tokens: string[];
  readonly wires: Wire[];
  readonly close: () => void;
}

const must = <T>(result: { ok: true; value: T } | { ok: false; error: { reason: string } }): T => {
  if (!result.ok) throw new Error(result.error.reason);
  return result.value;
};

/** Creates a game and takes its five seats. Resolves when the cards are dealt. */
export const seatFive = async (server: TestServer, body: Frame = {}): Promise<Party> => {
  const created = must(await server.api.create(body));
  const { game_id: gameId, host_token: hostToken } = created;
  const tokens: string[] = [created.player?.token ?? ""];
  for (let more = 1; more < 5; more += 1) {
    const joined = must(await server.api.join(gameId));
    tokens[joined.player_id] = joined.token;
  }
  const wires: Wire[] = [];
  for (const token of tokens) wires.push(await joinWire(server, token));
  return {
    gameId,
    hostToken,
    tokens,
    wires,
    close: () => {
      for (const wire of wires) wire.close();
    },
  };
};

/** An observer's token for the game. */
export const observerToken = async (server: TestServer, gameId: string): Promise<string> =>
  must(await server.api.observe(gameId)).token;

/**
 * Makes simple moves over sockets until `until` holds for a player's new snapshot. Resolves with that snapshot. The
 * first bidder bids the minimum, and the rest pass.
 */
export const playUntil = async (party: Party, until: (snapshot: Frame) => boolean): Promise<Frame> => {
  for (let steps = 0; steps < 500; steps += 1) {
    const snapshot = await (party.wires[0] as Wire).snapshot();
    if (until(snapshot)) return snapshot;
    const turn: number | null = snapshot.current_player_id;
    const movers = turn === null ? party.wires : [party.wires[turn] as Wire];
    for (const wire of movers) {
      const move = simpleMove(await wire.snapshot());
      if (!move) continue;
      const result = await wire.act(move);
      if (result.status !== "ok") throw new Error(`${move.message_type} was refused: ${result.reason}`);
    }
  }
  throw new Error("the game did not get there in 500 moves");
};

/** The socket of the seat on turn. */
export const onTurn = async (party: Party): Promise<Wire> => {
  const snapshot = await (party.wires[0] as Wire).snapshot();
  return party.wires[snapshot.current_player_id] as Wire;
};
