import type { DecideContext } from "../../src/shared/game/dealing.ts";
import { type Action, decide } from "../../src/shared/game/decide.ts";
import type { Event } from "../../src/shared/game/events.ts";
import { evolve, evolveAt } from "../../src/shared/game/evolve.ts";
import { DEFAULT_RULES, type Rules } from "../../src/shared/game/rules.ts";
import { connect } from "../../src/shared/game/seating.ts";
import { bySeat, type Seat } from "../../src/shared/game/seats.ts";
import { type Game, handOf, turnOf } from "../../src/shared/game/state.ts";

/** The time of every event, epoch ms. */
const AT = 1_700_000_000_000;
const SECRET = "5e".repeat(32);

/** The deck, spread over five hands with all suits in each. */
const HANDS = bySeat((seat) => Array.from({ length: 8 }, (_, at) => ((seat * 8 + at) * 17 + 5) % 40));

/** A table that always deals the same cards, moved on by hand. */
export interface ScriptedTable {
  readonly game: () => Game;
  readonly happen: (...events: readonly Event[]) => void;
  /** Seats a connected player. */
  readonly sit: (seat: Seat, name: string) => void;
  readonly seatBot: (seat: Seat, name: string) => void;
  readonly deal: () => void;
  /** Applies `action` of the seat on turn. Throws when it is refused. */
  readonly act: (action: Action) => void;
  /** Lets the seats bid in turn; null is a pass. */
  readonly bid: (...points: readonly (number | null)[]) => void;
  /** Plays `count` cards, each the last of its hand; `held` is played only as the last card. */
  readonly play: (count: number, held?: number) => void;
}

/** An empty table where seat 4 deals, so that seat 0 bids first. */
export const openTable = (rules: Partial<Rules>): ScriptedTable => {
  let game = evolve(null, {
    type: "game-created",
    id: "K7M2QX",
    rules: { ...DEFAULT_RULES, ...rules },
    dealer: 4,
    secret: SECRET,
    at: AT,
    request: null,
    creator: null,
  });
  const context: DecideContext = { now: AT, deal: () => HANDS, newSecret: () => SECRET };
  const happen = (...events: readonly Event[]) => {
    for (const event of events) game = evolveAt(game, event, AT);
  };
  const act = (action: Action) => {
    const decision = decide(game, turnOf(game) ?? 0, action, context);
    if (!decision.ok) throw new Error(`${action.type}: ${JSON.stringify(decision.error)}`);
    happen(...decision.value);
  };
  return {
    game: () => game,
    happen,
    sit: (seat, name) => {
      happen({ type: "seat-taken", seat, name, nonce: "", at: AT, request: null });
      happen(...connect(game, seat));
    },
    seatBot: (seat, name) => happen({ type: "bot-seated", seat, name, level: "rule", at: AT }),
    deal: () => happen({ type: "dealt", hands: HANDS }),
    act,
    bid: (...points) => {
      for (const bid of points) act({ type: "bid", bid });
    },
    play: (count, held) => {
      for (let played = 0; played < count; played += 1) {
        const hand = handOf(game, turnOf(game) ?? 0);
        act({ type: "play", card: hand.findLast((card) => card !== held) ?? hand.at(-1) ?? null });
      }
    },
  };
};
