import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { actionOf, EVEN, type Move, mustAct, randomMove, type Temper } from "../../dev/clients/moves.ts";
import { commitTo, nonceOf } from "../../dev/clients/nonces.ts";
import type { Random } from "../../dev/clients/random.ts";
import { endShuffle } from "../../src/shared/game/commit-reveal.ts";
import type { DecideContext } from "../../src/shared/game/dealing.ts";
import { type Action, decide } from "../../src/shared/game/decide.ts";
import type { Event } from "../../src/shared/game/events.ts";
import { evolve, evolveAt } from "../../src/shared/game/evolve.ts";
import { finishedDeal } from "../../src/shared/game/finished.ts";
import type { Decision } from "../../src/shared/game/rejection.ts";
import { DEFAULT_RULES, type Rules } from "../../src/shared/game/rules.ts";
import { connect, takeSeat } from "../../src/shared/game/seating.ts";
import { type BySeat, bySeat, SEATS, type Seat } from "../../src/shared/game/seats.ts";
import { type Deal, type Hand, shuffledDeal } from "../../src/shared/game/shuffle.ts";
import { type FinishedDeal, type Game, isMatchOver } from "../../src/shared/game/state.ts";
import type { Rejection } from "../../src/shared/protocol/refusal.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { type Viewer, viewFor } from "../../src/shared/protocol/view.ts";

export interface Setup {
  readonly id?: string;
  readonly rules?: Partial<Rules>;
  readonly dealer?: Seat;
  readonly nonces?: BySeat<string>;
  /** Nonces to which players commit, "" for none. */
  readonly committed?: BySeat<string>;
  /** The hands of each deal and redeal in order. After them, or without any, the real shuffle is used. */
  readonly hands?: readonly BySeat<Hand>[];
  /** Whether a shuffle that waits for nonces stays. Otherwise it ends with the move that has begun it. */
  readonly isShuffleKept?: true;
  /** Distinguishes games with the real shuffle. */
  readonly seed?: number | string;
}

/** A game on which a test can make moves, with a log of its events. */
export interface Table {
  readonly game: Game;
  /** Every event since creation. */
  readonly log: readonly Event[];
  /** The finished deals, oldest first. */
  readonly finished: readonly FinishedDeal[];
  readonly context: DecideContext;
  view(viewer: Viewer): Snapshot;
  /** The answer of `decide`, without a change. */
  ask(seat: Seat, doing: Action | Move): Decision;
  /** Applies the move if it is accepted, and returns the answer of `decide`. */
  attempt(seat: Seat, doing: Action | Move): Decision;
  /** Applies the move and returns its events. Throws when it is refused. */
  send(seat: Seat, doing: Action | Move): readonly Event[];
  /** Returns the rejection. Throws when the move is accepted. */
  refused(seat: Seat, doing: Action | Move): Rejection;
  /** Applies events that are not caused by a player's action. */
  happen(events: readonly Event[]): void;
  /** Ends a shuffle with the nonces that random players have drawn. */
  reveal(): readonly Event[];
  /** Moves the clock forward. */
  wait(ms: number): void;
}

/** The 32-byte secret of deal number `dealNumber`. */
export const secretOf = (seed: number | string, dealNumber: number): string =>
  createHash("sha256").update(`test secret ${seed} ${dealNumber}`).digest("hex");

/** Deals these hands in order; after them, uses the real shuffle. */
export const dealingOut = (hands: readonly BySeat<Hand>[]): Deal => {
  const asked: string[] = [];
  return (seed) => {
    const name = `${seed.dealNumber}:${seed.attempt}`;
    if (!asked.includes(name)) asked.push(name);
    return hands[asked.indexOf(name)] ?? shuffledDeal(seed);
  };
};

const asAction = (doing: Action | Move): Action => ("message_type" in doing ? actionOf(doing) : doing);

/** The first event of a game's log. */
export const creation = (setup: Setup = {}): Event => ({
  type: "game-created",
  id: setup.id ?? "TEST01",
  rules: { ...DEFAULT_RULES, ...setup.rules },
  dealer: setup.dealer ?? 0,
  secret: secretOf(setup.seed ?? 0, 1),
  at: 1_700_000_000_000,
  request: null,
  creator: null,
});

/** A new game without players. */
export const openTable = (setup: Setup = {}): Table => {
  const log: Event[] = [creation(setup)];
  const finished: FinishedDeal[] = [];
  let game = evolve(null, log[0] as Event);
  let now = 1_700_000_000_000;
  const deal = dealingOut(setup.hands ?? []);
  const context: DecideContext = {
    get now() {
      return now;
    },
    deal,
    newSecret: () => secretOf(setup.seed ?? 0, game.dealNumber + 1),
  };
  const happen = (events: readonly Event[]) => {
    for (const event of events) {
      game = evolveAt(game, event, now);
      if (event.type === "deal-ended") finished.push(finishedDeal(game));
    }
    log.push(...events);
  };
  const ask = (seat: Seat, doing: Action | Move) => decide(game, seat, asAction(doing), context);
  const attempt = (seat: Seat, doing: Action | Move): Decision => {
    const decision = ask(seat, doing);
    if (!decision.ok) return decision;
    happen(decision.value);
    return { ok: true, value: [...decision.value, ...(setup.isShuffleKept ? [] : reveal())] };
  };
  const reveal = (): readonly Event[] => {
    if (game.phase.name !== "shuffle") return [];
    const nonces = bySeat((seat) => nonceOf(game.seats[seat].commitment));
    const events = endShuffle(game, nonces, context);
    happen(events);
    return events;
  };
  return {
    get game() {
      return game;
    },
    log,
    finished,
    context,
    view: (viewer) => viewFor(game, viewer, 0),
    ask,
    attempt,
    send: (seat, doing) => {
      const decision = attempt(seat, doing);
      if (decision.ok) return decision.value;
      const why = JSON.stringify(decision.error);
      throw new Error(`seat ${seat} was refused ${JSON.stringify(doing)}: ${why}`);
    },
    refused: (seat, doing) => {
      const before = structuredClone(game);
      const decision = ask(seat, doing);
      if (decision.ok) throw new Error(`seat ${seat} was not refused ${JSON.stringify(doing)}`);
      if (!isDeepStrictEqual(game, before)) throw new Error("a refusal changed the game");
      return decision.error;
    },
    happen,
    reveal,
    wait: (ms) => {
      now += ms;
    },
  };
};

const NONE: BySeat<string> = ["", "", "", "", ""];

/** Seats five connected players in order. The cards are dealt. */
export const sitDown = (
  table: Table,
  { nonces = NONE, committed = NONE, isShuffleKept }: Setup = {},
): Table => {
  for (const seat of SEATS) {
    const nonce = nonces[seat];
    const commitment = committed[seat] === "" ? {} : { commitment: commitTo(committed[seat]) };
    const taken = takeSeat(
      table.game,
      seat,
      { name: `Player ${seat + 1}`, nonce, ...commitment, request: null },
      table.context,
    );
    if (!taken.ok) throw new Error(`seat ${seat} is not free`);
    table.happen(taken.value);
    table.happen(connect(table.game, seat));
  }
  if (!isShuffleKept) table.reveal();
  return table;
};

/** A game with five players after the first deal. */
export const seatedTable = (setup: Setup = {}): Table => sitDown(openTable(setup), setup);

/** Makes the calls of an auction in which `caller` bids `bid` and all others pass. */
export const auction = (table: Table, caller: Seat, bid = 61): Table => {
  while (table.game.phase.name === "bid") {
    const turn = table.view("observer").current_player_id as Seat;
    table.send(turn, { type: "bid", bid: turn === caller ? bid : null });
  }
  return table;
};

/** Plays `cards` in order, each from the seat on turn. */
export const playCards = (table: Table, cards: readonly number[]): readonly Event[] =>
  cards.flatMap((card) =>
    table.send(table.view("observer").current_player_id as Seat, { type: "play", card }),
  );

/** One accepted move of a random game. */
export interface Step {
  readonly seat: Seat;
  readonly move: Move;
  readonly before: Game;
  readonly events: readonly Event[];
}

/** The seats with an action: the one on turn, or in `end` those who have not asked for the next deal. */
export const seatsToAct = (table: Table): readonly Seat[] => {
  const turn = table.view("observer").current_player_id;
  return turn === null ? SEATS.filter((seat) => mustAct(table.view(seat))) : [turn];
};

/** One random move of a random seat with an action, from its own `allowed`. */
export const step = (table: Table, random: Random, temper: Temper = EVEN): Step => {
  const seat = random.pick(seatsToAct(table));
  const move = randomMove(table.view(seat), random, temper) as Move;
  const before = table.game;
  return { seat, move, before, events: table.send(seat, move) };
};

/** Random legal play until `done`. Calls `each` after every move. Throws after 20,000 moves. */
export const playUntil = (
  table: Table,
  done: (game: Game) => boolean,
  random: Random,
  { temper = EVEN, each }: { temper?: Temper; each?: (step: Step) => void } = {},
): Table => {
  for (let moves = 0; !done(table.game); moves++) {
    if (moves === 20_000) throw new Error("twenty thousand moves and still not done");
    const made = step(table, random, temper);
    each?.(made);
  }
  return table;
};

export const inEnd = (game: Game): boolean => game.phase.name === "end";
export const matchOver = (game: Game): boolean => isMatchOver(game);

/** given(events).when(seat, action).gives(events) or .refuses(rejection). */
export const given = (log: readonly Event[], context: DecideContext = openTable().context) => {
  const game = log.reduce<Game | null>(evolve, null) as Game;
  return {
    game,
    when: (seat: Seat, doing: Action | Move) => {
      const decision = decide(game, seat, asAction(doing), context);
      return {
        decision,
        gives: (...events: readonly Event[]) => expect(decision).toEqual({ ok: true, value: events }),
        refuses: (rejection: Rejection) => expect(decision).toEqual({ ok: false, error: rejection }),
      };
    },
  };
};
