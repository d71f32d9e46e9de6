import { isDeepStrictEqual } from "node:util";
import type { GameRecord } from "../../src/actor/core/game-record.ts";
import type { Action } from "../../src/shared/game/decide.ts";
import { DEFAULT_RULES, type Rules } from "../../src/shared/game/rules.ts";
import { SEATS, type Seat } from "../../src/shared/game/seats.ts";
import { handOf } from "../../src/shared/game/state.ts";
import { CLIENT_MESSAGES } from "../../src/shared/protocol/client.ts";
import { CLOSE } from "../../src/shared/protocol/close.ts";
import { SERVER_MESSAGES, type ServerMessageType } from "../../src/shared/protocol/server.ts";
import { PING } from "../../src/shared/protocol/version.ts";
import { type Viewer, viewFor } from "../../src/shared/protocol/view.ts";
import type { Frame } from "../clients/frame.ts";
import { isPromised, type Move, mustAct, randomMove } from "../clients/moves.ts";
import { seeded } from "../clients/random.ts";
import { randomDealRules } from "../clients/rules.ts";
import { type Call, Checker, type LineMemory } from "./checker.ts";
import { hostileFrame } from "./hostile.ts";
import { openLoop, settled } from "./loop.ts";
import { type NetworkPorts, vouchFor } from "./network.ts";
import { GameObject, type Row, ServerEnd, Vault } from "./object.ts";
import { FakeRedis } from "./redis.ts";
import { simulatedSettings } from "./settings.ts";

/** The result of a run of hostile frames. */
export interface FuzzFigures {
  readonly frames: number;
  /** Frames that got their one answer, including refusals. */
  readonly answered: number;
  /** Frames that closed their socket. */
  readonly closed: number;
  readonly refused: number;
  readonly accepted: number;
  readonly problems: readonly string[];
}

/** The number of frames in a game. The next game has the next seed. */
const FRAMES_PER_GAME = 4_000;

const START = 1_800_000_000_000;
const GAME_ID = "FVZZED";
const MAX_BYTES = 4_096;
const MAX_INVALID_FRAMES = 20;
const INVALID_FRAME_WINDOW_MS = 60_000;
/** The maximum length of a refusal. */
const MAX_REFUSAL = 700;

/** The answer that a frame must get according to the protocol. */
type Due =
  | { readonly kind: "pong" | "too-big" | "misfit" }
  /** An `action.result` with this id. */
  | { readonly kind: "result"; readonly actionId: string }
  /** A snapshot or an `error`, with this id or without one. */
  | { readonly kind: "snapshot"; readonly actionId?: string };

interface Sent {
  readonly text: string | ArrayBuffer;
  readonly due: Due;
  readonly at: number;
  /** Whether the same text was accepted before. */
  readonly repeats: boolean;
}

/** One connection, from its opening to its close. */
interface Connection {
  readonly viewer: Viewer;
  readonly end: ServerEnd;
  readonly memory: LineMemory;
  /** The frames, the messages and the close since the last check. */
  sent: Sent[];
  said: string[];
  closed: number | null;
  misfits: readonly number[];
}

const dueOf = (frame: string | ArrayBuffer): Due => {
  if (typeof frame !== "string") return { kind: "misfit" };
  if (frame.length > MAX_BYTES / 3 && Buffer.byteLength(frame) > MAX_BYTES) return { kind: "too-big" };
  let message: Frame | null;
  try {
    message = JSON.parse(frame);
  } catch {
    return { kind: "misfit" };
  }
  const isObject = typeof message === "object" && message !== null && !Array.isArray(message);
  const { message_type: type, action_id: actionId } = isObject ? (message as Frame) : {};
  if (typeof type !== "string" || !Object.keys(CLIENT_MESSAGES).includes(type)) return { kind: "misfit" };
  if (type === "ping") return { kind: "pong" };
  const isQuestion = type === "join" || type === "sync";
  if (isQuestion && actionId === undefined) return { kind: "snapshot" };
  if (typeof actionId !== "string" || !/^[ -~]{1,64}$/.test(actionId)) return { kind: "misfit" };
  return { kind: isQuestion ? "snapshot" : "result", actionId };
};

/** Phases at whose start all viewers get a snapshot. */
const WITH_SNAPSHOT = ["trick-won", "end"];

/**
 * The messages of `said` that answer a frame. A snapshot without an `action_id` is an answer, unless it belongs to a
 * phase change.
 */
const answersIn = (said: readonly Frame[]): readonly Frame[] => {
  let isBrought = false;
  return said.filter(({ message_type: type, action_id, phase }) => {
    if (type === "phase.change") isBrought = WITH_SNAPSHOT.includes(phase);
    if (["pong", "error", "action.result"].includes(type)) return true;
    if (!["join.ok", "sync"].includes(type)) return false;
    const answers = action_id !== undefined || !isBrought;
    if (!answers) isBrought = false;
    return answers;
  });
};

const fits = (due: Due, answer: Frame): boolean => {
  const { message_type: type, action_id: id } = answer;
  switch (due.kind) {
    case "pong":
      return type === "pong";
    case "too-big":
      return type === "error" && id === undefined;
    case "misfit":
      return type === "error" && answer.code === "invalid_action";
    case "result":
      return type === "action.result" && id === due.actionId;
    case "snapshot":
      return ["error", "join.ok", "sync"].includes(type) && id === due.actionId;
  }
};

/** Whether an answer repeats the first one. Only the time of sending may differ. */
const isSameAnswer = (first: Frame | undefined, answer: Frame): boolean =>
  first !== undefined && isDeepStrictEqual({ ...answer, ts: 0 }, { ...first, ts: 0 });

/** Refusals that have passed the check against their schema. */
const known = new Set<string>();
/** Whether the answer matches its schema. Refusals are checked once for each reason. */
const isMessage = (answer: Frame): boolean => {
  const { message_type: type, code, reason } = answer;
  const kind = `${type} ${code} ${reason}`;
  if (reason !== undefined && known.has(kind)) return true;
  const { success } = SERVER_MESSAGES[type as ServerMessageType].safeParse(answer);
  if (success) known.add(kind);
  return success;
};

/** An action as its sender names it. */
const moveOf = (action: Action): Move => {
  switch (action.type) {
    case "bid":
      return "rank" in action
        ? { message_type: "bid", rank: action.rank }
        : { message_type: "bid", bid: action.bid ?? -1 };
    case "call-partner-rank":
      return { message_type: "call-partner-rank", partner_rank: action.rank };
    case "call-partner-suit":
      return { message_type: "call-partner-suit", partner_suit: action.suit };
    case "play":
      return { message_type: "play", card: action.card ?? -1 };
    case "reorder":
      return { message_type: "reorder", hand: action.hand.map((card) => card ?? -1) };
    case "next-deal":
      return { message_type: "next-deal" };
    case "reveal":
      return { message_type: "reveal", nonce: action.nonce };
    case "say":
      throw new Error("a phrase changes nothing that is stored");
  }
};

/** One game of five players and two observers, who all send hostile frames. */
const fuzzGame = async (seed: number, frames: number): Promise<FuzzFigures> => {
  const random = seeded(seed);
  const loop = openLoop(START);
  const vault = new Vault();
  const checker = new Checker(vault);
  const redis = new FakeRedis(loop.now);
  const settings = simulatedSettings();
  const figures = { frames: 0, answered: 0, closed: 0, refused: 0, accepted: 0 };
  const problem = (what: string) => checker.problem(`game of seed ${seed}, frame ${figures.frames}: ${what}`);
  /** The rows since the last check, each with the record before it. */
  let rows: { readonly row: Row; readonly before: GameRecord | null }[] = [];
  const object = new GameObject({
    loop,
    random,
    settings,
    redis,
    weather: { outage: false, faults: 0, faulted: 0, faultedAt: START },
    vault,
    onRow: (row) => {
      rows.push({ row, before: checker.table });
      checker.row(row);
    },
    onFault: problem,
  });
  redis.onState = (stamp, text) => checker.copied(stamp, text);
  redis.onPublished = (_channel, text) => checker.published(text);
  const created = () => checker.table?.game.creation.at ?? 0;
  const ports: NetworkPorts = { loop, random, object, gameId: GAME_ID, created, settings };
  const calls: Call[] = [];
  const accepted = new Set<string>();
  /** The answers "ok" without a row, by seat and id. A repeat gets the same answer, regardless of its content. */
  const unstored = new Map<string, Frame>();
  /** The accepted actions with their texts and answers. */
  const done: { readonly viewer: Viewer; readonly text: string; readonly answer: Frame }[] = [];
  const connections: Connection[] = [];

  const open = async (viewer: Viewer): Promise<Connection> => {
    const said: string[] = [];
    const line = {
      carry: (text: string) => connection.said.push(text),
      hangUp: (code: number) => {
        connection.closed = code;
      },
    };
    const memory: LineMemory = { epoch: null, revision: null };
    const end = new ServerEnd(object, line);
    const connection: Connection = { viewer, end, memory, sent: [], said, closed: null, misfits: [] };
    const token = viewer === "observer" ? "observer" : `player.${viewer}.1`;
    const admitted = await settled(
      loop,
      object.ask((actor) =>
        actor.admitSocket({
          gameId: GAME_ID,
          envelope: vouchFor(token, ports),
          framing: "single",
          near: "",
          resume: null,
          accept: () => end,
        }),
      ),
    );
    if (!admitted.ok) problem(`${viewer} is not let in: ${admitted.error.kind}`);
    return connection;
  };
  const hear = (connection: Connection): readonly Frame[] => {
    const { viewer, memory } = connection;
    const said = connection.said.map((text) => {
      const message = JSON.parse(text) as Frame;
      checker.heard(viewer, memory, text);
      if (!text.isWellFormed()) problem(`${viewer} is told what is no text: ${JSON.stringify(text)}`);
      return message;
    });
    connection.said = [];
    return said;
  };
  /** Reads unasked messages: snapshots for new connections and events of closed ones. */
  const overhear = () => {
    for (const connection of connections) {
      if (hear(connection).some(({ message_type }) => message_type === "action.result"))
        problem(`${connection.viewer} is answered without having asked`);
    }
  };
  const save = async () => {
    // Errors of handlers are known after a few turns.
    for (let turns = 0; turns < 3; turns += 1) await null;
    if (object.isUnsaved) await loop.run(() => !object.isUnsaved, Number.POSITIVE_INFINITY);
  };

  /** Checks whether a socket was closed for the right reason. */
  const close = (connection: Connection, wanted: number | null) => {
    const { viewer, closed } = connection;
    if (closed !== wanted) problem(`the socket of ${viewer} is closed by ${closed}, and not by ${wanted}`);
  };
  const reopen = async () => {
    const judged = new Set(connections.filter(({ closed }) => closed !== null));
    const nextClosed = () => connections.find(({ closed }) => closed !== null);
    for (let gone = nextClosed(); gone?.closed; gone = nextClosed()) {
      // Opening a socket takes time, in which a late alarm may close silent sockets.
      if (!judged.has(gone)) close(gone, CLOSE.goingAway);
      object.lose(gone.end, gone.closed);
      connections[connections.indexOf(gone)] = await open(gone.viewer);
      await save();
      overhear();
    }
    rows = [];
  };

  const answeredBy = (connection: Connection, { text, due, at, repeats }: Sent, answer: Frame) => {
    const { viewer } = connection;
    const shown = () =>
      `${JSON.stringify(text).slice(0, 300)} of ${viewer} is answered by ${JSON.stringify(answer)}`;
    figures.answered += 1;
    if (!fits(due, answer)) problem(shown());
    const first = repeats ? done.find((one) => one.viewer === viewer && one.text === text)?.answer : null;
    if (first && !isSameAnswer(first, answer)) problem(`${shown()}, and was by ${JSON.stringify(first)}`);
    const { message_type: type } = answer;
    if (answer.message_type === "pong") return;
    if (!isMessage(answer)) problem(`${shown()}, which is no message`);
    if (due.kind === "too-big") figures.closed += 1;
    else if (type === "error" && answer.code === "invalid_action")
      connection.misfits = [...connection.misfits, at].filter((one) => one > at - INVALID_FRAME_WINDOW_MS);
    if (type === "error" || answer.status === "error") {
      figures.refused += 1;
      if (answer.reason.length > MAX_REFUSAL) problem(`${shown()}, at length`);
    }
    if (due.kind !== "result" || viewer === "observer") {
      if (answer.status === "ok") problem(`${shown()}, though nobody may do that`);
      return;
    }
    const { actionId } = due;
    const key = `${viewer} ${actionId}`;
    if (answer.status !== "ok") {
      if (!accepted.has(key))
        calls.push({ seat: viewer, actionId, answer: answer.code, said: [], twice: true });
      return;
    }
    const stored = rows.flatMap(({ row, before }) => {
      const by = row.kind === "entry" ? row.entry.by : null;
      return by?.seat === viewer && by.accepted.actionId === actionId ? [{ by, before }] : [];
    });
    const times = stored.length;
    const isUnchanged =
      times === 0 &&
      (isSameAnswer(unstored.get(key), answer) || isPhrase(answer) || isOrderAlready(viewer, answer));
    if (isUnchanged) unstored.set(key, answer);
    if (accepted.has(key) ? times > 0 : times !== 1 && !isUnchanged)
      problem(`${shown()}, and stored ${times} times`);
    for (const { by, before } of stored) {
      if (!before || !isPromised(viewFor(before.game, viewer, 0), moveOf(by.accepted.action)))
        problem(`${shown()}, though it was not allowed`);
    }
    if (typeof text === "string" && times > 0) done.push({ viewer, text, answer });
    if (!accepted.has(key)) figures.accepted += 1;
    if (!isUnchanged) accepted.add(key);
    calls.push({ seat: viewer, actionId, answer: "ok", said: [], mayBeUnstored: isUnchanged });
  };

  const isPhrase = ({ effects }: Frame): boolean => effects?.phrase !== undefined;

  /** Whether an answer confirms the current order of the hand. */
  const isOrderAlready = (viewer: Seat, { effects }: Frame): boolean => {
    const game = checker.table?.game;
    const held = game ? handOf(game, viewer) : [];
    return (
      effects?.hand !== undefined && effects.hand.map((card: Frame) => card.card_id).join() === held.join()
    );
  };

  /** Compares the frames, messages, rows and closes of one burst. */
  const judge = () => {
    let due = 0;
    for (const connection of connections) {
      const { viewer, sent } = connection;
      if (sent.length + connection.said.length === 0 && connection.closed === null) continue;
      const said = hear(connection);
      const answers = answersIn(said);
      // A reorder without a change returns the hand and no event.
      const hands = said.filter(({ message_type }) => message_type === "hand.update").length;
      const orders = answers.filter(({ effects }) => effects?.hand).length;
      if (rows.length === 0 && said.length - Math.min(hands, orders) > answers.length)
        problem(`${viewer} is told of what has not happened: ${JSON.stringify(said)}`);
      if (answers.length !== sent.length) {
        const texts = sent.map(({ text }) => text);
        problem(`${JSON.stringify(texts).slice(0, 300)} of ${viewer} had ${answers.length} answers`);
      }
      const acceptedBefore = accepted.size;
      // The pong of the platform may overtake the answers to earlier frames.
      const pongs = answers.filter(({ message_type }) => message_type === "pong");
      const others = answers.filter(({ message_type }) => message_type !== "pong");
      for (const one of sent) {
        const answer = (one.due.kind === "pong" ? pongs : others).shift();
        if (!answer) continue;
        answeredBy(connection, one, answer);
        const isNews = "epoch" in answer && answer.status !== "ok";
        if (rows.length === 0 && isNews && answer.revision !== checker.table?.game.revision)
          problem(`${JSON.stringify(one.text)} is answered at ${answer.revision}`);
      }
      due += accepted.size - acceptedBefore;
      const isBig = sent.at(-1)?.due.kind === "too-big";
      const isInvalidFrame = connection.misfits.length >= MAX_INVALID_FRAMES;
      close(connection, isBig ? CLOSE.tooBig : isInvalidFrame ? CLOSE.policy : null);
      if (isInvalidFrame && !isBig) figures.closed += 1;
      if (connection.closed !== null && viewer !== "observer") due += 1;
      connection.sent = [];
    }
    if (rows.length !== due) problem(`${rows.length} rows are stored, and not ${due}`);
    rows = [];
  };

  let legalAt = -1;
  const legal = new Map<Viewer, Move>();
  /** A legal move of each seat. It is recomputed after each change. */
  const legalOf = (viewer: Viewer): Move | null => {
    const { game, touchedAt } = checker.table ?? {};
    if (game && touchedAt !== legalAt) {
      legalAt = touchedAt ?? 0;
      legal.clear();
      for (const seat of SEATS) {
        const view = viewFor(game, seat, 0);
        const move = mustAct(view) ? randomMove(view, random) : null;
        if (move) legal.set(seat, move);
      }
    }
    return legal.get(viewer) ?? null;
  };

  const send = (connection: Connection, text: string | ArrayBuffer, repeats = false) => {
    // The platform answers this exact text without a delivery to the object.
    const due: Due = text === PING ? { kind: "pong" } : dueOf(text);
    connection.sent.push({ text, due, at: loop.now(), repeats });
    figures.frames += 1;
    object.hear(connection.end, text);
  };
  let ids = 0;
  const sendHostile = (connection: Connection) => {
    const own = random.chance(0.02)
      ? done.slice(-40).filter(({ viewer }) => viewer === connection.viewer)
      : [];
    if (own.length > 0) return send(connection, random.pick(own).text, true);
    ids += 1;
    const used = calls.length > 0 ? random.pick(calls.slice(-20)).actionId : "used";
    const revision = checker.table?.game.revision ?? 0;
    const sight = { gameId: GAME_ID, revision, legal: legalOf(connection.viewer), fresh: `f${ids}`, used };
    send(connection, hostileFrame(random, sight));
  };
  /** Sends one frame, or several before any of their rows is durable. */
  const burst = async () => {
    for (let more = random.chance(0.8) ? 1 : 2 + random.int(6); more > 0; more -= 1) {
      const connection = random.pick(connections);
      if (connection.end.readyState === 1) sendHostile(connection);
    }
    await save();
    judge();
    await reopen();
  };
  /** A seat on turn makes a legal move. */
  const playOn = async () => {
    const able = connections.filter(({ viewer }) => legalOf(viewer));
    if (able.length === 0) return;
    const connection = random.pick(able);
    ids += 1;
    send(connection, JSON.stringify({ ...legalOf(connection.viewer), action_id: `p${ids}` }));
    await save();
    judge();
  };
  /** Lets time pass. Clients that have pinged and are then silent may be closed. */
  const pass = async (ms: number) => {
    await loop.run(() => false, loop.now() + ms);
    await save();
    overhear();
    for (const connection of connections) if (connection.closed !== null) close(connection, CLOSE.goingAway);
    await reopen();
  };

  const rules: Rules = {
    ...DEFAULT_RULES,
    ...randomDealRules(random),
    deals: 1 + random.int(3),
  };
  const ask: typeof object.ask = (question) => settled(loop, object.ask(question));
  await ask((actor) => actor.create(GAME_ID, { rules, creator: { name: null, nonce: "" }, request: null }));
  for (let more = 0; more < 4; more += 1)
    await ask((actor) => actor.join(GAME_ID, { name: null, nonce: "", request: null }));
  for (const viewer of [...SEATS, "observer", "observer"] as const) connections.push(await open(viewer));
  await save();
  overhear();
  rows = [];
  // Some games begin with a number of moves.
  for (let moves = random.pick([0, 5, random.int(70)]); moves > 0; moves -= 1) await playOn();
  const played = { frames: figures.frames, answered: figures.answered, accepted: figures.accepted };
  while (figures.frames - played.frames < frames && checker.problems.length === 0) {
    await burst();
    if (random.chance(0.01)) await playOn();
    if (random.chance(0.002)) await pass(random.pick([1_000, 20_000, 61_000]));
    if (random.chance(0.002)) object.hibernate();
  }
  await pass(61_000);
  // The reconnections reach Redis a moment later.
  await pass(1_000);
  checker.finish(calls, redis.get(`game:${GAME_ID}:state`));
  return {
    ...figures,
    problems: checker.problems.map((what) =>
      what.startsWith("game of") ? what : `game of seed ${seed}: ${what}`,
    ),
  };
};

/** Sends at least `frames` hostile frames in one game after another, and checks the results of each. */
export const fuzzFrames = async ({
  seed,
  frames,
}: {
  readonly seed: number;
  readonly frames: number;
}): Promise<FuzzFigures> => {
  const sum = { frames: 0, answered: 0, closed: 0, refused: 0, accepted: 0 };
  const problems: string[] = [];
  for (let game = seed; sum.frames < frames && problems.length === 0; game += 1) {
    const outcome = await fuzzGame(game, Math.min(FRAMES_PER_GAME, frames - sum.frames)).catch((error) => ({
      ...{ frames: 0, answered: 0, closed: 0, refused: 0, accepted: 0 },
      problems: [`game of seed ${game} broke: ${String((error as Error).stack)}`],
    }));
    for (const name of ["frames", "answered", "closed", "refused", "accepted"] as const)
      sum[name] += outcome[name];
    problems.push(...outcome.problems);
  }
  return { ...sum, problems };
};
