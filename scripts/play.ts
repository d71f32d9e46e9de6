// Plays a game in the terminal: bots, a person with bots or with friends, or an observer. See README.md, or --help.
import { randomInt } from "node:crypto";
import { endWithParent } from "../dev/local/parent.ts";
import { WORDS } from "../dev/terminal/languages.ts";
import { narrate } from "../dev/terminal/narrate.ts";
import { type Options, readOptions } from "../dev/terminal/options.ts";
import { seatPerson } from "../dev/terminal/person.ts";
import { playAlong } from "../dev/terminal/player.ts";
import { openScreen } from "../dev/terminal/screen.ts";
import { isUp, startServer } from "../dev/terminal/server.ts";
import type { Style } from "../dev/terminal/show.ts";
import { type Api, openApi, type Refused } from "../src/client/api.ts";
import { type GameClient, openGameClient } from "../src/client/game-client.ts";
import { whyLost } from "../src/client/lost-seat.ts";
import { openNonces } from "../src/client/nonces.ts";
import { renewed } from "../src/client/seat-key.ts";
import type { Over } from "../src/client/state.ts";
import { BOT_NAMES } from "../src/shared/game/bots.ts";
import { SEATS, type Seat } from "../src/shared/game/seats.ts";

/** The default number of deals in a match with a person. */
const PERSON_DEALS = 10;
/** The maximum time for a server to end a game, in ms. */
const GOODBYE_MS = 3_000;
/** The time that a game without a person waits for an unreachable server, in ms. */
const PATIENCE_MS = 60_000;

/** Ends the program with a sentence. */
class Stop extends Error {}

const screen = openScreen(process.stdout, process.env);
const { say } = screen;
const read = readOptions(process.argv.slice(2), process.env.LC_ALL ?? process.env.LANG ?? "");
if (!read.ok) {
  console.error(read.error.sentence);
  process.exit(2);
}
const options: Options = read.value;
const words = WORDS[options.language];
const style: Style = { words, paint: screen.paint };
const url = options.url ?? `http://localhost:${process.env.PORT || 8787}`;
const api: Api = openApi(url);
const command = (option: string) =>
  `npm run play -- ${option}${options.url === null ? "" : ` --url ${options.url}`}`;

/** The latest token of each player's client. */
const keys = new WeakMap<GameClient, string>();

/** A player's client. Its token is renewed when it has expired. */
const sit = (gameId: string, token: string, nonces = openNonces()): GameClient => {
  const renew = async () => {
    const old = keys.get(table) ?? token;
    const fresh = await renewed(api, gameId, old);
    keys.set(table, fresh ?? old);
    return fresh;
  };
  const table = openGameClient({ baseUrl: url, token, renew, nonces });
  keys.set(table, token);
  return table;
};
/** Whether Ctrl-C must first leave a game. */
let isAtTable = false;
const pressed = new Promise<void>((tell) => {
  const press = () => {
    if (!isAtTable) process.exit(130);
    isAtTable = false;
    tell();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, press);
});
endWithParent();

/** The answer of a call. A refusal throws with the player's words. */
const answered = <T>(answer: { ok: true; value: T } | { ok: false; error: Refused }, gameId = ""): T => {
  if (answer.ok) return answer.value;
  const { status, code } = answer.error;
  if (status === 0) throw new Stop(words.unreachable(url));
  if (status === 404) throw new Stop(words.noGame(gameId));
  if (status === 409) throw new Stop(words.full(gameId));
  throw new Stop(status === 429 ? words.tooMany : words.refused(code));
};

const watch = async (gameId: string): Promise<GameClient> => {
  const display_name = options.name ?? words.guest;
  const observe = () => api.observe(gameId, { display_name });
  const { token } = answered(await observe(), gameId);
  // An observer may stay longer than the lifetime of the token.
  const renew = async () => {
    const fresh = await observe();
    return fresh.ok ? fresh.value.token : null;
  };
  return openGameClient({ baseUrl: url, token, renew });
};

/** The reason why the player has lost the seat, as far as the seats show it; otherwise "". */
const whyBarred = async (table: GameClient): Promise<string> => {
  const snapshot = table.snapshot();
  const token = keys.get(table);
  if (!snapshot || token === undefined) return "";
  const mine = snapshot.players.find(({ player_id }) => player_id === snapshot.player_id);
  const status = await api.status(snapshot.game_id);
  const why = whyLost(
    token,
    mine ? { seat: mine.player_id, name: mine.name } : null,
    status.ok ? status.value.seats : [],
    { now: Date.now(), words: words.lostBecause },
  );
  return why === null ? "" : `\n${why}`;
};

/** Prints why the game is over. An error ends the program. */
const explain = async (over: Over, table: GameClient): Promise<void> => {
  if (over.name === "ended") say(words.ended);
  if (over.name === "replaced") throw new Stop(words.replaced);
  if (over.name === "refused") throw new Stop(words.barred + (await whyBarred(table)));
};

/** Prints the events of a game until `deals` have ended, it is over, or `left` resolves. */
const attend = async (
  table: GameClient,
  { deals, sociable, left }: { deals: number | null; sociable: boolean; left: Promise<unknown> },
): Promise<void> => {
  isAtTable = true;
  const played = new Promise<void>((done) =>
    narrate({ table, screen, style, sociable }, (ended) => {
      if (ended === deals) done();
    }),
  );
  const leaving = left.then(() => say(words.left));
  const over = await Promise.race([table.over, played, leaving]);
  screen.prompt(null);
  if (over) await explain(over, table);
};

/** Creates a game with bots in all seats but the person's. */
const newGame = async (person: Seat | null): Promise<void> => {
  const deals = options.deals ?? (person === null ? 1 : PERSON_DEALS);
  const { game_id, host_token } = answered(await api.create({ seat: false, rules: { deals } }));
  say(words.watchWith(game_id, command(`--watch ${game_id}`)));
  const take = async (player_id: Seat, display_name: string): Promise<GameClient> => {
    const body = { role: "player", player_id, display_name } as const;
    return sit(game_id, answered(await api.mint(game_id, host_token, body)).token);
  };
  const name = options.name ?? words.guest;
  const own = person === null ? await watch(game_id) : await take(person, name);
  const tables = [own];
  if (person !== null) say(words.youSit(person, name));
  const left = person === null ? pressed : Promise.race([pressed, seatLater(own)]);
  const attending = attend(own, { deals, sociable: false, left });
  const seating = async () => {
    // The deal begins when the last seat is taken. An observer must see it from the start.
    await firstSnapshot(own);
    if (person !== null) {
      answered(await api.seatBots(game_id, host_token, { level: options.bots }));
      return never;
    }
    for (const seat of SEATS) {
      const table = await take(seat, BOT_NAMES[seat]);
      tables.push(table);
      playAlong(table, options.bots, randomInt(2 ** 32));
    }
    return giveUp(own);
  };
  try {
    await Promise.race([attending, seating()]);
  } finally {
    own.close();
    const patience = new Promise((done) => setTimeout(done, GOODBYE_MS));
    await Promise.race([api.end(game_id, host_token), patience]);
    for (const table of tables) table.close();
  }
};

const never = new Promise<never>(() => {});

const firstSnapshot = (table: GameClient): Promise<void> =>
  new Promise((done) => {
    const stop = table.onSnapshot(() => {
      stop();
      done();
    });
  });

/** Starts the person's input after the narrator, so that events are printed before the question. */
const seatLater = async (table: GameClient): Promise<void> => {
  await Promise.resolve();
  return seatPerson({ table, screen, style, input: process.stdin });
};

/** Rejects when the server has been unreachable for too long. */
const giveUp = (table: GameClient): Promise<never> =>
  new Promise((_, reject) => {
    let timer: NodeJS.Timeout | undefined;
    table.onState(({ name }) => {
      if (name === "reconnecting") timer ??= setTimeout(() => reject(new Stop(words.gaveUp)), PATIENCE_MS);
      else {
        clearTimeout(timer);
        timer = undefined;
      }
    });
  });

/** Takes a seat in an existing game. */
const joinGame = async (gameId: string): Promise<void> => {
  const display_name = options.name ?? words.guest;
  const nonces = openNonces();
  const coming = { display_name, nonce_commitment: nonces.commit() };
  const { player_id, token } = answered(await api.join(gameId, coming), gameId);
  const table = sit(gameId, token, nonces);
  say(words.youSit(player_id, display_name), words.inviteWith(command(`--join ${gameId}`)));
  const left = Promise.race([pressed, seatLater(table)]);
  await attend(table, { deals: options.deals, sociable: true, left });
  const isWaiting = table.snapshot()?.phase === "ready";
  table.close();
  // Before the deal, another person may take the seat.
  if (isWaiting) await api.free(gameId, token, player_id);
};

const watchGame = async (gameId: string): Promise<void> => {
  const table = await watch(gameId);
  say(words.youWatch(gameId));
  await attend(table, { deals: options.deals, sociable: true, left: pressed });
  table.close();
};

const run = async ({ mode }: Options): Promise<void> => {
  switch (mode.kind) {
    case "help":
      return say(...words.usage);
    case "seat":
      return newGame(mode.seat);
    case "bots":
      return newGame(null);
    case "join":
      return joinGame(mode.gameId);
    case "watch":
      return watchGame(mode.gameId);
  }
};

/** Starts a server if there is none. Returns the function that stops it. */
const ensureServer = async ({ mode }: Options): Promise<() => Promise<void>> => {
  const nothing = async () => {};
  if (mode.kind === "help" || (await isUp(url))) return nothing;
  const isNew = mode.kind === "bots" || mode.kind === "seat";
  if (options.url !== null || !isNew) throw new Stop(words.unreachable(url));
  say(words.starting);
  const end = await startServer(url);
  if (!end) throw new Stop(words.unreachable(url));
  return end;
};

let end = async () => {};
try {
  end = await ensureServer(options);
  await run(options);
} catch (error) {
  screen.prompt(null);
  if (!(error instanceof Stop)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
await end();
process.exit();
