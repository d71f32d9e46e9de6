import { revisionAfter, turnAfter } from "./announced.ts";
import type { Event } from "./events.ts";
import { evolveDeal } from "./evolve-deal.ts";
import { evolveSeat, nextVersion, renumbered } from "./evolve-seat.ts";
import { withDefaults } from "./rules.ts";
import { freshStandings } from "./scoring.ts";
import { bySeat } from "./seats.ts";
import type { Game } from "./state.ts";

/**
 * The game after `event`. Each announcement of the event raises the revision by one [P3]. Throws when the event is
 * impossible in `game`, which means that the log is damaged.
 */
export const evolve = (game: Game | null, event: Event): Game => {
  if (event.type === "game-created") return created(event);
  if (!game) throw new Error(`${event.type} before the game was created`);
  return {
    ...game,
    ...changeOf(game, event),
    revision: revisionAfter(game.revision, [event]),
    turn: turnAfter(game.turn, [event]),
  };
};

/** The events after which a seat is asked, so that its time begins [C1]. */
const RESTARTS_CLOCK = [
  "dealt",
  "bid-placed",
  "auction-won",
  "rank-called",
  "blind-trick-completed",
  "first-trick-opened",
  "card-played",
  "trick-rested",
] as const satisfies Event["type"][];

/** The game after an event that happened `at` (epoch ms), with the clock of the turn. */
export const evolveAt = (game: Game | null, event: Event, at: number): Game => {
  const after = evolve(game, event);
  return RESTARTS_CLOCK.some((type) => type === event.type)
    ? { ...after, clock: { askedAt: at, graceUntil: 0 } }
    : after;
};

/** An event, and the game after it. */
export interface Step {
  readonly event: Event;
  readonly after: Game;
}

/** Each of `events`, which happened `at` (epoch ms), with the game after it, starting from `before`. */
export const stepsFrom = (before: Game | null, events: readonly Event[], at: number): readonly Step[] => {
  let game = before;
  return events.map((event) => {
    game = evolveAt(game, event, at);
    return { event, after: game };
  });
};

/** The game after all of `events`, in order. */
export const evolveAll = (game: Game, events: readonly Event[]): Game =>
  events.reduce<Game>((state, event) => evolve(state, event), game);

/** The number of wrong codes that make all open ones void [T12]. */
const MAX_CODE_MISSES = 5;

/** The version of a host, and of a seat that had no occupant yet [T6]. */
export const FIRST_VERSION = 1;

const created = ({
  id,
  rules,
  dealer,
  secret,
  at,
  request,
  creator,
}: Event & { type: "game-created" }): Game => ({
  id,
  epoch: 1,
  revision: 0,
  turn: 0,
  rules: withDefaults(rules),
  seats: bySeat(() => ({
    ...{ version: FIRST_VERSION, occupant: null, connections: 0, code: null },
    ...{ nonce: "", commitment: "" },
  })),
  dealNumber: 1,
  dealer,
  shuffle: 2,
  secret,
  standings: freshStandings(),
  dealsPlayed: 0,
  creation: { at, request, creator },
  joined: [],
  hostVersion: FIRST_VERSION,
  codeMisses: 0,
  versionsFrom: FIRST_VERSION,
  loss: null,
  phase: { name: "ready", attempt: 0, allPassed: 0 },
  clock: { askedAt: at, graceUntil: 0 },
  ended: null,
});

const changeOf = (game: Game, event: Exclude<Event, { type: "game-created" }>): Partial<Game> => {
  switch (event.type) {
    case "game-restored":
      return {
        epoch: game.epoch + 1,
        loss: event.loss ?? game.loss,
        ...(event.versionsFrom === undefined ? {} : renumbered(game, event.versionsFrom)),
      };
    case "host-revoked":
      return { hostVersion: nextVersion(game, game.hostVersion) };
    case "rules-changed":
      return { rules: withDefaults(event.rules) };
    case "seat-code-missed": {
      const codeMisses = game.codeMisses + 1;
      if (codeMisses < MAX_CODE_MISSES) return { codeMisses };
      return { codeMisses: 0, seats: bySeat((at) => ({ ...game.seats[at], code: null })) };
    }
    case "clock-extended":
      return { clock: { ...game.clock, graceUntil: event.until } };
    case "game-ended":
      return { ended: event.reason };
    case "player-readied":
    case "next-deal-begun":
    case "shuffle-begun":
    case "shuffle-restarted":
    case "nonces-revealed":
    case "thrown-in":
    case "dealt":
    case "bid-placed":
    case "auction-won":
    case "rank-called":
    case "blind-trick-completed":
    case "trump-named":
    case "first-trick-opened":
    case "trick-led":
    case "card-played":
    case "trick-won":
    case "trick-rested":
    case "deal-ended":
    case "hand-reordered":
      return evolveDeal(game, event);
    default:
      return evolveSeat(game, event);
  }
};
