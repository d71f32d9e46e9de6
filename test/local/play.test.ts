import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { randomMove } from "../../dev/clients/moves.ts";
import { seeded } from "../../dev/clients/random.ts";
import { freePort } from "../../dev/local/port.ts";
import { commandOf, isAnytime } from "../../dev/terminal/command.ts";
import { ENGLISH } from "../../dev/terminal/english.ts";
import { ITALIAN } from "../../dev/terminal/italian.ts";
import { type Language, WORDS } from "../../dev/terminal/languages.ts";
import { narrate } from "../../dev/terminal/narrate.ts";
import { readOptions } from "../../dev/terminal/options.ts";
import { openScreen } from "../../dev/terminal/screen.ts";
import { handLines, handoverLines, resultLines, type Style, standingLines } from "../../dev/terminal/show.ts";
import { broadcastOf } from "../../src/actor/sockets/broadcast.ts";
import { openApi } from "../../src/client/api.ts";
import { openGameClient } from "../../src/client/game-client.ts";
import type { Event } from "../../src/shared/game/events.ts";
import { stepsFrom } from "../../src/shared/game/evolve.ts";
import { STRENGTHS } from "../../src/shared/game/levels.ts";
import { connect, replaceSeat, takeBotSeat } from "../../src/shared/game/seating.ts";
import { SEATS, type Seat } from "../../src/shared/game/seats.ts";
import type { Game } from "../../src/shared/game/state.ts";
import { CODES } from "../../src/shared/protocol/refusal.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import type { Viewer } from "../../src/shared/protocol/view.ts";
import { DICTIONARIES } from "../../src/web/i18n/languages.ts";
import { acts, next, onTurn, tableOf } from "../support/bots.ts";
import { type FakeSocket, fakeEnvironment } from "../support/fake-socket.ts";
import { auction, inEnd, playUntil, seatedTable, type Table } from "../support/table.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** More than a deal takes on a busy machine. */
const patience = 90_000;
const { paint } = openScreen({ isTTY: false } as NodeJS.WriteStream, {});
const english: Style = { words: ENGLISH, paint };
const running: ChildProcess[] = [];

type Run = {
  readonly child: ChildProcess;
  /** Everything printed so far, on both outputs. */
  readonly output: () => string;
  readonly type: (...lines: readonly string[]) => void;
  readonly exit: Promise<number | string | null>;
};

const run = (script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Run => {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [join(root, script), ...args], {
    cwd: root,
    env: { PATH, HOME, LANG: "en_GB.UTF-8", ...env },
    stdio: "pipe",
  });
  running.push(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part) => (text += part));
  child.stdin.on("error", () => {});
  const exit = new Promise<number | string | null>((done) =>
    child.once("close", (code, signal) => done(code ?? signal)),
  );
  return {
    child,
    output: () => text,
    type: (...lines) => child.stdin.write(lines.map((line) => `${line}\n`).join("")),
    exit,
  };
};

const ended = async ({ child, exit }: Run) => {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
  await exit;
};
const shows = (one: Run, text: string | RegExp) =>
  vi.waitFor(() => expect(one.output()).toMatch(text), { timeout: patience, interval: 20 });
const widest = (lines: readonly string[]) => Math.max(...lines.map((line) => [...line].length));

describe("on a running server", () => {
  let stateDir = "";
  let port = 0;
  let server: Run;
  const play = (...args: readonly string[]) => run("scripts/play.ts", args, { PORT: String(port) });
  const api = () => openApi(`http://localhost:${port}`);

  beforeAll(async () => {
    stateDir = realpathSync(mkdtempSync(join(tmpdir(), "briscola-play-")));
    port = await freePort();
    const env = {
      PORT: String(port),
      STATE_DIR: stateDir,
      BOT_PAUSE_MS: "0",
      GAME_SECRET: "a-secret-of-the-tests-0123456789ab",
    };
    server = run("scripts/start.mjs", [], env);
    running.pop();
    await shows(server, /is ready on .*\n/);
  }, patience);
  afterEach(async () => {
    for (const one of running.splice(0)) one.kill("SIGTERM");
  });
  afterAll(async () => {
    await ended(server);
    rmSync(stateDir, { recursive: true, force: true });
  });

  it("[L12] five bots play a deal that ends by itself, its bids and its contract in plain sight", {
    timeout: patience,
  }, async () => {
    const { exit, output } = play();
    expect(await exit).toBe(0);
    expect(output()).toMatch(/\n── Deal 1 ─+ commitment [0-9a-f]{16}… ──\n/);
    expect(output()).toMatch(/\n {3}\d \w+ +(bids \d+|passes)\n/);
    expect(output()).toMatch(/\nContract: \w+, \d+ points\n( {3}\d \w+ +[\w, ]+( {3}◂ caller)?\n){5}/);
    expect(output().match(/◂ caller/g)).toHaveLength(1);
    for (let trick = 1; trick <= 8; trick++)
      expect(output()).toMatch(new RegExp(`\\nTrick ${trick} of 8 · \\w+ leads\\n`));
    expect(output().match(/\n {3}\d \w+ +[A2-7JNK][♦♥♠♣] \w+ of \w+/g)).toHaveLength(40);
    expect(output()).toMatch(/\nContract (made|failed): .* points, \d+ were bid\.\n/);
    expect(output()).toContain("The revealed secret fits the commitment");
    expect(widest(output().split("\n"))).toBeLessThanOrEqual(80);
    expect(output()).not.toContain("\x1b");
    expect(output()).not.toContain("eyJ");
  });

  it("[L12] a person plays a match of two deals among bots, line by line as they are asked", {
    timeout: patience,
  }, async () => {
    const person = play("--seat", "2", "--name", "Nina", "--deals", "2");
    await shows(person, /Your bid: \d+/);
    expect(person.output()).toMatch(/\nYour cards\n( +\d {2}[A2-7JNK][♦♥♠♣] .*\n){4}/);
    person.type("5");
    await shows(person, "Refused: that bid is not possible now.");
    person.type("card", "reorder 1 2", "sort");
    await shows(person, 'I do not know "card".');
    await shows(person, "Name each of your 8 cards once, by its number");
    // From here on it takes whatever it is asked for.
    let answered = 0;
    const questions = [
      [/Your bid: (\d+) to/g, "120"],
      [/Call a rank by its number:/g, "1"],
      [/Call the suit by its number:/g, "4"],
      [/Your turn: play/g, "1"],
      [/Type next for the next deal/g, "next"],
    ] as const;
    const before = questions.map(([question]) => [...person.output().matchAll(question)].length);
    person.child.stdout?.on("data", () => {
      for (const [index, [question, answer]] of questions.entries()) {
        const asked = [...person.output().matchAll(question)].length;
        if (asked <= (before[index] ?? 0)) continue;
        before[index] = asked;
        answered += 1;
        person.type(answer);
      }
    });
    person.type("120");
    expect(await person.exit).toBe(0);
    expect(answered).toBeGreaterThan(15);
    expect(person.output()).toMatch(/\n ▸ 2 Nina +bids 120\n/);
    expect(person.output().match(/\nContract (made|failed): /g)).toHaveLength(2);
    expect(person.output()).toContain("The match is over:");
    expect(person.output().match(/\n ▸ 2 Nina +[A2-7JNK][♦♥♠♣] /g)).toHaveLength(16);
    expect(widest(person.output().split("\n"))).toBeLessThanOrEqual(80);
    expect(person.output()).not.toContain("eyJ");
    expect(person.output()).not.toMatch(/invalid_|"code"/);
  });

  it("[L12] piped lines wait for the question they answer, and when there are no more the seat is left", {
    timeout: patience,
  }, async () => {
    const person = play("--seat", "0", "--lang", "it");
    person.type("aiuto", "120", "1", "1", "4", "1", "sync", "1");
    person.child.stdin?.end();
    expect(await person.exit).toBe(0);
    expect(person.output()).toContain("Invio o p       passare, nell'asta");
    expect(person.output()).toMatch(/\nContratto: Ospite, 120 punti\n/);
    expect(person.output()).toMatch(/\nMano 3 di 8/);
    expect(person.output()).toContain("La partita, com'è adesso sul server:");
    expect(person.output()).toContain("Non arriva più niente da leggere: lasci il tavolo.");
    const [, gameId = ""] = /Partita (\w{6})\./.exec(person.output()) ?? [];
    expect(await api().status(gameId)).toMatchObject({ ok: false, error: { status: 404 } });
  });

  it("[L12] friends join a game by its id, watch it, and leave their seats free again", {
    timeout: patience,
  }, async () => {
    const created = await api().create({ seat: false, rules: { deals: 1, weak_hand_below: 0 } });
    if (!created.ok) throw new Error("no game");
    const { game_id, host_token } = created.value;
    const watcher = play("--watch", game_id.toLowerCase(), "--deals", "1");
    await shows(watcher, `You are watching game ${game_id}`);
    const quitter = play("--join", game_id, "--name", "Quentin");
    await shows(quitter, "1 of 5 seats are taken");
    await shows(watcher, "Quentin sits down.");
    quitter.type("quit");
    expect(await quitter.exit).toBe(0);
    await shows(watcher, "Quentin has left the table.");
    const friends = ["Ada", "Bruno", "Carla", "Dino", "Elsa"].map((name) =>
      play("--join", game_id, "--name", name, "--deals", "1"),
    );
    for (const [index, friend] of friends.entries()) {
      await shows(friend, /You sit in seat \d as /);
      if (index === 0) friend.type("120", "1", "1", "4", ...Array.from({ length: 7 }, () => "1"));
      else friend.type("p", ...Array.from({ length: 8 }, () => "1"));
    }
    for (const one of [...friends, watcher]) expect(await one.exit).toBe(0);
    expect(watcher.output()).toMatch(/\nContract: \w+, 120 points\n/);
    expect(watcher.output().match(/\n {3}\d \w+ +[A2-7JNK][♦♥♠♣] \w+ of \w+/g)).toHaveLength(40);
    expect(watcher.output()).toMatch(/\nContract (made|failed): /);
    expect(watcher.output()).not.toContain("Your cards");
    const late = play("--join", game_id);
    expect(await late.exit).toBe(1);
    expect(late.output()).toBe(
      `All five seats of game ${game_id} are taken. To watch it: --watch ${game_id}\n`,
    );
    const last = play("--watch", game_id);
    await shows(last, "Where things stand");
    await api().end(game_id, host_token);
    expect(await last.exit).toBe(0);
    expect(last.output()).toMatch(/\nThe game has ended\.\n$/);
  });

  it("[L12] a seat whose token was made void ends with a sentence", {
    timeout: patience,
  }, async () => {
    const created = await api().create({ seat: false });
    if (!created.ok) throw new Error("no game");
    const { game_id, host_token } = created.value;
    const person = play("--join", game_id);
    await shows(person, "1 of 5 seats are taken");
    const [, seat = ""] = /You sit in seat (\d)/.exec(person.output()) ?? [];
    await api().mint(game_id, host_token, { role: "player", player_id: Number(seat) as Seat });
    expect(await person.exit).toBe(1);
    expect(person.output()).toMatch(
      /The server does not let you in any more: .*\nThe host has made a new key for the seat\.\n$/,
    );
  });

  it("[L12] Ctrl-C leaves as cleanly as quit does", { timeout: patience }, async () => {
    for (const leave of ["quit", "Ctrl-C"]) {
      const person = play("--seat", "4");
      await shows(person, /Your cards/);
      const [, gameId = ""] = /Game (\w{6})\./.exec(person.output()) ?? [];
      if (leave === "quit") person.type("quit");
      else person.child.kill("SIGINT");
      expect(await person.exit).toBe(0);
      expect(person.output()).toMatch(/You have left the table\.\n$/);
      expect(await api().status(gameId)).toMatchObject({ ok: false, error: { status: 404 } });
    }
  });

  it("[L12] a game that is not there, and a server that is not there, get a sentence and exit code 1", {
    timeout: patience,
  }, async () => {
    for (const option of ["--watch", "--join"]) {
      const lost = play(option, "ZZZZZZ");
      expect(await lost.exit).toBe(1);
      expect(lost.output()).toBe("There is no game ZZZZZZ on this server.\n");
    }
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const alone = play("--url", nowhere);
    expect(await alone.exit).toBe(1);
    expect(alone.output()).toBe(`No server answers at ${nowhere}. Start one with npm start.\n`);
  });

  it("[L12] a wrong option gets a sentence and exit code 2, --help a page and 0", {
    timeout: patience,
  }, async () => {
    const wrong = play("--seat", "5");
    expect(await wrong.exit).toBe(2);
    expect(wrong.output()).toBe("--seat must be a seat, 0 to 4.\n");
    const help = play("--help", "--lang", "it");
    expect(await help.exit).toBe(0);
    expect(help.output()).toContain("npm run play -- --seat 2");
  });
});

it("[L12] without a server it starts one, and ends it with the deal", { timeout: patience }, async () => {
  const stateDir = realpathSync(mkdtempSync(join(tmpdir(), "briscola-play-")));
  const port = await freePort();
  const env = { PORT: String(port), STATE_DIR: stateDir, GAME_SECRET: "a-secret-of-the-tests-0123456789ab" };
  const alone = run("scripts/play.ts", [], env);
  expect(await alone.exit).toBe(0);
  expect(alone.output()).toMatch(/^No server is running there; starting one\.\nGame /);
  expect(alone.output()).toMatch(/\nContract (made|failed): /);
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
  rmSync(stateDir, { recursive: true, force: true });
});

describe("options", () => {
  it.each([
    [["--seat", "2.0"], "--seat must be a seat, 0 to 4."],
    [["--seat"], "--seat needs a value behind it; see --help."],
    [["--seat", "--deals", "3"], "--seat needs a value behind it; see --help."],
    [["--seat", "1", "--watch", "K7M2QX"], "Choose one of --seat, --join and --watch."],
    [["--join", "K7M2Q"], "--join must be a game id: six letters and digits, such as K7M2QX."],
    [["--watch", "K7M2QU"], "--watch must be a game id: six letters and digits, such as K7M2QX."],
    [["--deals", "0"], "--deals must be a whole number from 1 to 40."],
    [["--deals", "41"], "--deals must be a whole number from 1 to 40."],
    [["--url", "localhost:8787"], "--url must be an address that begins with http:// or https://."],
    [["--url", "http://a b"], "--url must be an address that begins with http:// or https://."],
    [["--bots", "expert"], "--bots must be easy, medium or strong."],
    [["--bots", "rule"], "--bots must be easy, medium or strong."],
    [["--bots", "forte"], "--bots must be easy, medium or strong."],
    [["--bots", "rule", "--lang", "it"], "--bots dev'essere facile, medio o forte."],
    [["--join", "K7M2QX", "--bots", "easy"], "--bots is for a new game: use it alone or with --seat."],
    [["--lang", "de"], "--lang must be en or it."],
    [["--name", "Ada"], "--name is for those who sit down or watch: use it with --seat, --join or --watch."],
    [["--sit", "2"], "There is no option --sit; see --help."],
    [["-x"], "There is no option -x; see --help."],
    [["2"], '"2" belongs to no option; see --help.'],
    [["--help=2"], "--help takes no value; see --help."],
  ])("[L12] %j is refused in a sentence", (args, sentence) => {
    expect(readOptions(args, "en")).toEqual({ ok: false, error: { sentence } });
  });

  it("[L12] what is right is understood, and the language is the locale's unless it is named", () => {
    expect(readOptions([], "it_IT.UTF-8")).toMatchObject({
      value: { mode: { kind: "bots" }, bots: "rule", language: "it", url: null, deals: null },
    });
    expect(readOptions(["--seat=0", "--lang", "en", "--deals=3", "--name=Ada"], "it")).toMatchObject({
      value: { mode: { kind: "seat", seat: 0 }, language: "en", deals: 3, name: "Ada" },
    });
    expect(readOptions(["--join", "k7m2qx"], "C")).toMatchObject({
      value: { mode: { kind: "join", gameId: "K7M2QX" }, language: "en" },
    });
  });
});

describe("the level of the bots", () => {
  it.each([
    ["easy", "facile", "casual"],
    ["medium", "medio", "rule"],
    ["strong", "forte", "search"],
  ])("[L12, B2] --bots %s, in Italian %s too, means %s", (english, italian, level) => {
    for (const [name, language] of [
      [english, "en"],
      [english, "it"],
      [italian, "it"],
    ] as const)
      expect(readOptions(["--bots", name], language)).toMatchObject({ ok: true, value: { bots: level } });
  });

  it("[L12] the names are those of the page, and help and refusal tell all of them", () => {
    for (const [language, { strengths, badBots, usage }] of Object.entries(WORDS))
      for (const strength of STRENGTHS) {
        const name = strengths[strength];
        expect(DICTIONARIES[language as Language].bots[strength]).toBe(name);
        expect(badBots).toContain(name);
        expect(usage.find((line) => line.includes("--bots"))).toContain(name);
      }
  });
});

describe("seats that change hands, and a restore", () => {
  /** What the terminal of `viewer` says at `table` in `language`, all on one line. */
  const terminal = (table: Table, viewer: Viewer, language: Language) => {
    const { world, sockets } = fakeEnvironment();
    const client = openGameClient({ baseUrl: "http://server.example", token: "a.token", world });
    const socket = () => sockets.at(-1) as FakeSocket;
    const lines: string[] = [];
    const say = (...said: readonly string[]) => void lines.push(...said);
    const screen = { paint, say, said: () => lines.length, prompt: () => {}, entered: () => {} };
    const style: Style = { words: WORDS[language], paint };
    narrate({ table: client, screen, style, sociable: true }, () => {});
    const see = (type: "join.ok" | "sync") =>
      socket().say({
        message_type: type,
        epoch: table.game.epoch,
        revision: table.game.revision,
        snapshot: table.view(viewer),
      });
    socket().open();
    see("join.ok");
    const since = lines.length;
    return {
      viewer,
      see,
      hear: (frames: readonly string[]) => {
        for (const frame of frames) socket().say(JSON.parse(frame));
      },
      said: () => lines.slice(since).join(" ").replaceAll(/\s+/g, " ").trim(),
      lines,
    };
  };
  type Terminal = ReturnType<typeof terminal>;
  const told = (before: Game, events: readonly Event[], ...terminals: Terminal[]) => {
    const steps = stepsFrom(before, events, 0);
    const broadcast = broadcastOf(before.revision, steps, { now: 0, observers: 0 });
    for (const one of terminals) one.hear(broadcast.framesFor(one.viewer, "batch"));
  };
  const happen = (table: Table, events: readonly Event[], ...terminals: Terminal[]) => {
    const before = table.game;
    table.happen(events);
    told(before, events, ...terminals);
  };
  const UGO = { name: "Ugo", nonce: "", request: null };

  it("[L12, W23] a person's seat that the host gives to somebody else is told in both languages", () => {
    const table = seatedTable({ dealer: 4 });
    const [english, italian] = [terminal(table, "observer", "en"), terminal(table, "observer", "it")];
    happen(table, replaceSeat(1, { name: "Ugo", by: "host" }, 5), english, italian);
    happen(table, connect(table.game, 1), english, italian);
    expect(english.said()).toBe(
      "The host has made a new key for Player 2's seat, in the name of Ugo. Whoever holds it can see that hand. Ugo is back.",
    );
    expect(italian.said()).toBe(
      "L'organizzatore ha fatto una nuova chiave per il posto di Player 2, a nome di Ugo. Chi ce l'ha può vedere quelle carte. Ugo è di nuovo al tavolo.",
    );
    expect(widest([...english.lines, ...italian.lines])).toBeLessThanOrEqual(80);
  });

  it("[L12, B13] a newcomer for a bot's seat is told to wait, and when it plays", () => {
    const table = tableOf([0], { dealer: 4 });
    const other = terminal(table, "observer", "en");
    happen(table, takeBotSeat(3, UGO, 3, 5), other);
    expect(other.said()).toBe(
      "Ugo takes the seat of the bot Dante. Ugo plays from the next deal; until then the bot plays, and its cards stay hidden.",
    );
    table.happen(connect(table.game, 3));
    const own = terminal(table, 3, "en");
    expect(own.lines.join(" ").replaceAll(/\s+/g, " ")).toContain(ENGLISH.waiting);
    expect(own.lines.join(" ")).not.toContain("Your cards");
    const random = seeded(3);
    while (!inEnd(table.game)) {
      const before = table.game;
      const move = onTurn(table) === 0 ? randomMove(table.view(0), random) : null;
      told(before, move ? acts(table, 0, move) : (next(table) ?? []), own);
    }
    expect(own.said()).toContain(ENGLISH.nowYou);
    expect(own.said()).not.toMatch(/Your cards|partner\. Only you/);
  });

  it("[L12, R7] after a restore it is told once that moves may be missing", () => {
    const table = seatedTable({ dealer: 4 });
    const [english, italian] = [terminal(table, "observer", "en"), terminal(table, "observer", "it")];
    table.happen([{ type: "game-restored", loss: { secretTold: true } }]);
    for (const one of [english, italian, english, italian]) one.see("sync");
    expect(english.said()).toBe(`${ENGLISH.restored} ${ENGLISH.restoredTold}`);
    expect(italian.said()).toBe(`${ITALIAN.restored} ${ITALIAN.restoredTold}`);
    expect(widest([...english.lines, ...italian.lines])).toBeLessThanOrEqual(80);
  });

  it("[L12] no such line is too wide, whatever the names", () => {
    const long = { was: "W".repeat(24), name: "M".repeat(24) };
    for (const words of Object.values(WORDS))
      for (const handover of [
        { kind: "key", ...long, hand: "seen" },
        { kind: "bot", ...long, unsure: true },
        { kind: "newcomer", ...long, byHost: true, waits: true },
      ] as const)
        expect(widest(handoverLines(handover, { words, paint }))).toBeLessThanOrEqual(80);
  });
});

describe("what a person types", () => {
  const snapshot = (table: Table, seat: 0 | 1 | 2 | 3 | 4) => table.view(seat) as unknown as Snapshot;
  const turn = (table: Table) => table.view("observer").current_player_id ?? 0;
  const asked = (table: Table) => snapshot(table, turn(table));

  it("[L12, G30] is the number of a weaker rank in an auction by ranks, then points", () => {
    const table = seatedTable({ seed: 3, rules: { auction: "ranks" } });
    const bid = (line: string) => commandOf(line, asked(table), english);
    expect(bid("2")).toEqual({ kind: "act", action: { message_type: "bid", rank: 3 } });
    expect(bid("11")).toEqual({ kind: "cannot", sentence: "Type a number from 1 to 10." });
    expect(bid("")).toEqual({ kind: "act", action: { message_type: "bid", bid: -1 } });
    table.send(turn(table), { type: "bid", rank: 4 });
    expect(bid("1")).toEqual({ kind: "act", action: { message_type: "bid", rank: 2 } });
    table.send(turn(table), { type: "bid", rank: 2 });
    expect(bid("62")).toEqual({ kind: "act", action: { message_type: "bid", bid: 62 } });
  });

  it("[L12] is a bid, a pass, or a number of what is allowed, in each phase", () => {
    const table = seatedTable({ seed: 3 });
    const first = turn(table);
    const bid = (line: string) => commandOf(line, asked(table), english);
    expect(bid("70")).toEqual({ kind: "act", action: { message_type: "bid", bid: 70 } });
    for (const pass of ["", "p", " PASS ", "passo"])
      expect(bid(pass)).toEqual({ kind: "act", action: { message_type: "bid", bid: -1 } });
    expect(bid("7 0")).toEqual({ kind: "cannot", sentence: ENGLISH.pointsOrPass });
    const other = SEATS.find((seat) => seat !== first) ?? 0;
    const notYours = ENGLISH.notYourTurn(`Player ${first + 1}`);
    expect(commandOf("61", snapshot(table, other), english)).toEqual({ kind: "cannot", sentence: notYours });
    expect(commandOf("", snapshot(table, other), english)).toEqual({ kind: "nothing" });
    auction(table, first);
    const call = (line: string) => commandOf(line, asked(table), english);
    expect(call("10")).toMatchObject({ action: { message_type: "call-partner-rank", partner_rank: 10 } });
    expect(call("11")).toEqual({ kind: "cannot", sentence: "Type a number from 1 to 10." });
    expect(call("0")).toMatchObject({ kind: "cannot" });
    table.send(first, { type: "call-partner-rank", rank: 1 });
    const held = asked(table).hand ?? [];
    expect(call("8")).toMatchObject({ action: { message_type: "play", card: held[7]?.card_id } });
    expect(call("9")).toEqual({ kind: "cannot", sentence: "Type a number from 1 to 8." });
    for (let card = 0; card < 5; card++) {
      const command = call("1");
      if (command.kind !== "act" || command.action.message_type !== "play") throw new Error("not a card");
      table.send(turn(table) as 0, { type: "play", card: command.action.card as number });
    }
    expect(call("4")).toMatchObject({ action: { message_type: "call-partner-suit", partner_suit: "clubs" } });
    expect(call("5")).toEqual({ kind: "cannot", sentence: "Type a number from 1 to 4." });
    playUntil(table, inEnd, seeded(1));
    expect(commandOf("next", snapshot(table, 0), english)).toMatchObject({
      action: { message_type: "next-deal" },
    });
    expect(commandOf("sort", snapshot(table, 0), english)).toEqual({
      kind: "cannot",
      sentence: ENGLISH.noCards,
    });
    expect(commandOf("1", snapshot(table, 0), english)).toEqual({
      kind: "cannot",
      sentence: ENGLISH.nothingToDo,
    });
  });

  it("[L12] is an order of the cards, complete or refused with an example", () => {
    const view = snapshot(seatedTable({ seed: 3 }), 1);
    const ids = (view.hand ?? []).map(({ card_id }) => card_id);
    for (const line of ["reorder 8 7 6 5 4 3 2 1", "riordina 8,7,6,5,4,3,2,1"])
      expect(commandOf(line, view, english)).toEqual({
        kind: "act",
        action: { message_type: "reorder", hand: ids.toReversed() },
      });
    for (const line of ["reorder", "reorder 1 2 3", "reorder 1 1 2 3 4 5 6 7", "reorder 1 2 3 4 5 6 7 9"])
      expect(commandOf(line, view, english)).toEqual({ kind: "cannot", sentence: ENGLISH.orderNeeds(8) });
    const sorted = commandOf("ordina", view, english);
    if (sorted.kind !== "act" || sorted.action.message_type !== "reorder") throw new Error("not an order");
    expect(new Set(sorted.action.hand)).toEqual(new Set(ids));
  });

  it("[L12] needs no question only when it is a command of the table", () => {
    for (const line of ["sync", "quit", "esci", "aiuto", "?"]) expect(isAnytime(line)).toBe(true);
    for (const line of ["1", "", "p", "next", "sort", "toString"]) expect(isAnytime(line)).toBe(false);
  });
});

describe("what is shown", () => {
  it("[L12] is at most 80 columns wide in both languages, whatever the names, and never a bare code", () => {
    for (const words of Object.values(WORDS)) {
      const style: Style = { words, paint };
      expect(widest(words.help)).toBeLessThanOrEqual(78);
      expect(widest(words.usage)).toBeLessThanOrEqual(80);
      for (const code of CODES) {
        expect(words.refused(code).length).toBeGreaterThan(15);
        expect(words.refused(code)).not.toContain(code);
      }
      for (let seed = 1; seed <= 6; seed++) {
        const table = seatedTable({ seed, rules: { deals: 1 } });
        const lines: string[] = [];
        playUntil(table, inEnd, seeded(seed), {
          each: () => {
            for (const viewer of [...SEATS, "observer"] as const) {
              const seen = table.view(viewer) as unknown as Snapshot;
              const players = seen.players.map((player) => ({ ...player, name: "W".repeat(24) }));
              const view = { ...seen, players };
              lines.push(
                ...standingLines(view, style),
                ...handLines(view, style),
                ...resultLines(view, style),
              );
            }
          },
        });
        expect(lines.length).toBeGreaterThan(1_000);
        expect(widest(lines)).toBeLessThanOrEqual(80);
      }
    }
    expect(Object.keys(ITALIAN)).toEqual(Object.keys(ENGLISH));
  });

  it("[L12] is coloured on a terminal only, and not when NO_COLOR is set", () => {
    const out = (isTTY: boolean) => ({ isTTY }) as NodeJS.WriteStream;
    expect(openScreen(out(true), {}).paint.strong("x")).toContain("\x1b");
    expect(openScreen(out(true), { NO_COLOR: "1" }).paint.strong("x")).toBe("x");
    expect(openScreen(out(false), {}).paint.suit("coins", "x")).toBe("x");
  });
});
