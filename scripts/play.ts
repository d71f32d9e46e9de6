// A table in the terminal: five scripted players play a deal on the running server. See README.md.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Api, openApi } from "../src/client/api.ts";
import { type Connection, connect } from "../src/client/connection.ts";
import { leash } from "./dev/child.ts";
import { scriptedMove } from "./play/player.ts";
import { printDeal } from "./play/print.ts";
import { wordsFor } from "./play/words.ts";

const NAMES = ["Ada", "Bruno", "Carla", "Dino", "Elsa"];
/** How long a server that we start may take to be ready, in ms. */
const START_WITHIN_MS = 60_000;

const { values } = parseArgs({
  options: { url: { type: "string" }, lang: { type: "string" } },
});
const url = values.url ?? `http://localhost:${process.env.PORT || 8787}`;
const words = wordsFor(values.lang ?? process.env.LC_ALL ?? process.env.LANG ?? "en");
const api = openApi(url);

const isUp = async (): Promise<boolean> => {
  try {
    await fetch(new URL("/health", url));
    return true;
  } catch {
    return false;
  }
};

/** The way to end the server that we started, if there was none. */
const ensureServer = async (): Promise<() => Promise<void>> => {
  if (await isUp()) return async () => {};
  if (values.url !== undefined) throw new Error(words.unreachable(url));
  console.log(words.starting);
  const root = fileURLToPath(new URL("..", import.meta.url));
  const server = leash(process.execPath, ["scripts/start.mjs"], { cwd: root, graceMs: 10_000 });
  server.stderr.pipe(process.stderr);
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });
  const deadline = Date.now() + START_WITHIN_MS;
  while (!(await isUp())) {
    if (ended || Date.now() > deadline) throw new Error(words.unreachable(url));
    await new Promise((resume) => setTimeout(resume, 200));
  }
  return () => server.end();
};

const open = async (token: string): Promise<Connection> => {
  const connection = await connect({ baseUrl: url, token });
  if (!connection.ok) throw new Error(connection.error.reason);
  return connection.value;
};

/** Answers every picture that asks this player for something. */
const playAlong = (player: Connection) => {
  const consider = async () => {
    const move = scriptedMove(await player.sync());
    if (move) await player.act(move);
  };
  let turn = Promise.resolve();
  player.onAny((message) => {
    if (!("current_player_id" in message) || message.message_type === "trick.won") return;
    // A socket that closes at the end of the deal takes its last questions with it.
    turn = turn.then(consider).catch(() => {});
  });
};

const playDeal = async (server: Api): Promise<void> => {
  const created = await server.create({ display_name: NAMES[0] ?? "", rules: { deals: 1 } });
  if (!created.ok) throw new Error(created.error.reason);
  const { game_id, host_token, player, links } = created.value;
  console.log(words.watchAt(links.observe));
  const observing = await server.observe(game_id);
  if (!observing.ok) throw new Error(observing.error.reason);
  const watcher = await open(observing.value.token);
  const ended = printDeal(watcher, words, (line) => console.log(line));
  const players = [await open(player?.token ?? "")];
  for (const player of players) playAlong(player);
  for (const display_name of NAMES.slice(1)) {
    const joined = await server.join(game_id, { display_name });
    if (!joined.ok) throw new Error(joined.error.reason);
    const next = await open(joined.value.token);
    playAlong(next);
    players.push(next);
  }
  // The cards were dealt when the fifth sat down, before its socket was open: whoever is on turn may not know yet.
  for (const { picture, act } of players) {
    const move = scriptedMove(picture());
    if (move) await act(move);
  }
  await ended;
  for (const connection of [...players, watcher]) connection.close();
  await server.end(game_id, host_token);
};

let end = async () => {};
try {
  end = await ensureServer();
  await playDeal(api);
} catch (error) {
  console.error(error instanceof Error ? error.message : "…");
  process.exitCode = 1;
}
await end();
process.exit();
