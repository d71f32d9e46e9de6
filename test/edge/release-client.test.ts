import { afterAll, beforeAll, expect, test } from "vitest";
import type { Frame } from "../../dev/clients/frame.ts";
import { startServer, type TestServer } from "../../dev/clients/server.ts";
import { openTable, type Table, worldHere } from "../releases/1.0.0/client.js";
import { simpleMove } from "../support/simple-move.ts";

/*
 * The client of release 1.0.0, as that release built it, against the server at hand. It knows nothing of batches,
 * phrases and turns.
 */

/** One a match, because the client asks for a snapshot in each of its turns and messages are limited. */
const DEALS = 1;
const MATCHES = 2;
const PHRASES = ["hello", "well_played", "ouch", "goodbye"];

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** Whether the client of 1.0.0 has a reason to ask for a snapshot: only the server knows its moves, or a new name. */
const needsSync = ({ phase, player_id, current_player_id, players, allowed }: Frame): boolean =>
  (phase === "bid" && players.length < 5) ||
  (player_id === current_player_id && allowed.every(({ message_type }: Frame) => message_type === "reorder"));

interface Player {
  readonly table: Table;
  /** Resolves when the last deal of the last match is over. */
  readonly done: Promise<void>;
}

/** Seats a client of 1.0.0 that plays by itself. Refusals, and requests for a snapshot without need, go to `problems`. */
const sit = (token: string, problems: string[]): Player => {
  class Socket extends WebSocket {
    override send(text: string): void {
      const picture = table.picture();
      if (JSON.parse(text).message_type === "sync" && !needsSync(picture))
        problems.push(
          `seat ${picture.player_id} asks for a snapshot in ${picture.phase}, ${picture.revision}`,
        );
      super.send(text);
    }
  }
  const table = openTable({ baseUrl: server.url, token, world: { ...worldHere(), WebSocket: Socket } });
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let matches = 0;
  let revision = 0;
  /** The picture shows the last action of the client from this revision on. */
  let shownFrom = 0;
  const move = async () => {
    const picture = table.picture();
    if (picture.phase !== "end") revision = picture.revision;
    else if (picture.end_state.match_over && revision < picture.revision) {
      [matches, revision] = [matches + 1, Number.POSITIVE_INFINITY];
    }
    if (matches === MATCHES) return resolve();
    const action = picture.revision < shownFrom ? null : simpleMove(picture);
    if (!action) return;
    shownFrom = Number.POSITIVE_INFINITY;
    const answer = await table.act(action);
    if (!answer.ok) return problems.push(`over: ${answer.error.name}`);
    shownFrom = answer.value.revision;
    if (answer.value.status !== "ok") problems.push(`${action.message_type}: ${answer.value.reason}`);
  };
  table.onPicture(() => void move());
  return { table, done };
};

test("[P23, P28, S21] five clients of 1.0.0 play two matches while phrases are said, without a needless sync", async () => {
  const problems: string[] = [];
  const created = await server.api.create({ rules: { deals: DEALS } });
  if (!created.ok) throw new Error(created.error.reason);
  const { game_id: gameId, player } = created.value;
  const tokens = [player?.token ?? ""];
  for (let more = 1; more < 5; more += 1) {
    const joined = await server.api.join(gameId);
    if (joined.ok) tokens[joined.value.player_id] = joined.value.token;
  }
  const players = tokens.map((token) => sit(token, problems));
  // Each seat speaks over HTTP in the middle of the game, and once more than it may.
  const said = [];
  for (const [at, phrase] of PHRASES.entries()) {
    for (const [seat, token] of tokens.entries()) {
      const say = { message_type: "say", phrase, action_id: `say-${seat}-${at}` } as const;
      const answer = await server.api.act(gameId, token, say as never);
      if (answer.ok) said.push(phrase);
    }
  }
  await Promise.all(players.map(({ done }) => done));
  expect(said.length).toBeGreaterThanOrEqual(5);
  expect(problems).toEqual([]);
  for (const { table } of players) expect(table.picture().end_state.match_over).toBe(true);
  for (const { table } of players) table.close();
});
