import type { SeatEvent } from "./events.ts";
import type { Level } from "./levels.ts";
import { type Acting, addedBy, NOTHING, type Occupant, PLAYER, type SeatState } from "./occupant.ts";
import { isUnderWay } from "./phase.ts";
import { bySeat, type Seat, withSeat } from "./seats.ts";
import type { Game } from "./state.ts";

type Change = Partial<Game>;

/** What an event of one seat changes in `game`. */
export const evolveSeat = (game: Game, event: SeatEvent): Change => {
  switch (event.type) {
    case "seat-taken": {
      const { name, at } = event;
      const { version } = game.seats[event.seat];
      return {
        ...seat(game, event.seat, { ...addedBy(event), occupant: { name, acting: PLAYER, ...absent(at) } }),
        ...remembered(game, event, version),
      };
    }
    case "bot-seated":
      return seat(game, event.seat, { ...NOTHING, occupant: botCalled(event) });
    case "bot-seat-taken": {
      const { name, at } = event;
      const { version: before, occupant: bot } = game.seats[event.seat];
      const version = nextVersion(game, before);
      const waits = isUnderWay(game.phase);
      const acting: Acting =
        waits && bot?.acting.by === "bot" ? { by: "bot-for-newcomer", level: bot.acting.level } : PLAYER;
      const taken = { version, occupant: { name, acting, ...absent(at) } };
      return {
        ...unready(game, event.seat, { ...taken, ...(waits ? {} : addedBy(event)) }),
        ...remembered(game, event, version),
      };
    }
    case "seat-removed": {
      const { version } = game.seats[event.seat];
      const occupant = botCalled(event);
      return unready(game, event.seat, {
        version: nextVersion(game, version),
        occupant,
        ...withdrawn(game),
      });
    }
    case "seat-replaced": {
      const { version, occupant: sitting } = game.seats[event.seat];
      const occupant = sitting && { ...sitting, name: event.name };
      return unready(game, event.seat, {
        version: nextVersion(game, version),
        occupant,
        ...withdrawn(game),
      });
    }
    case "bot-replaced": {
      const { name, at } = event;
      const version = nextVersion(game, game.seats[event.seat].version);
      const acting: Acting = "hands" in game.phase ? { by: "stand-in" } : PLAYER;
      return seat(game, event.seat, { version, occupant: { name, acting, ...absent(at) } });
    }
    case "seat-code-made": {
      const { hash, until } = event;
      const { version } = game.seats[event.seat];
      return { codeMisses: 0, ...seat(game, event.seat, { code: { hash, until, version } }) };
    }
    case "seat-code-redeemed":
      return seat(game, event.seat, { code: null });
    case "turn-missed":
      return occupant(game, event.seat, ({ acting }) => ({
        acting: acting.by === "player" ? { by: "player", missed: acting.missed + 1 } : acting,
      }));
    case "stand-in-seated":
      return occupant(game, event.seat, () => ({ acting: { by: "stand-in" } }));
    case "player-resumed":
      return occupant(game, event.seat, () => ({ acting: PLAYER }));
    case "seat-freed":
      return seat(game, event.seat, {
        version: nextVersion(game, game.seats[event.seat].version),
        occupant: null,
        ...NOTHING,
      });
    case "seat-reissued": {
      const { version, occupant: sitting } = game.seats[event.seat];
      const named = sitting && event.name !== null ? { ...sitting, name: event.name } : sitting;
      return seat(game, event.seat, { version: nextVersion(game, version), occupant: named });
    }
    case "player-joined":
    case "player-reconnected": {
      const { connections, ...before } = game.seats[event.seat];
      const counted = { ...before, connections: event.connection ?? connections };
      const seats = withSeat(game.seats, event.seat, counted);
      return occupant({ ...game, seats }, event.seat, () => ({
        connected: true,
        met: true,
        awaySince: null,
      }));
    }
    case "player-left":
      return occupant(game, event.seat, () => ({ connected: false, awaySince: event.at }));
  }
};

/** The version after `version`. It is above all versions that a restore may have lost [T11]. */
export const nextVersion = ({ versionsFrom }: Game, version: number): number =>
  Math.max(version + 1, versionsFrom);

/** Raises the versions of seats without a player, so that no token from the lost time is valid for them [T11]. */
export const renumbered = (game: Game, versionsFrom: number): Change => ({
  versionsFrom,
  seats: bySeat((at) => {
    const { version, occupant, ...rest } = game.seats[at];
    const isOpen = occupant === null || occupant.acting.by === "bot";
    return { ...rest, occupant, version: isOpen ? Math.max(version, versionsFrom) : version };
  }),
});

/** How many joins are remembered, so that a repeat gets the first answer [H16]. */
const REMEMBERED_JOINS = 16;

type Taking = Extract<SeatEvent, { type: "seat-taken" | "bot-seat-taken" }>;

const remembered = (game: Game, { request, seat, name, at }: Taking, version: number): Change =>
  request
    ? { joined: [...game.joined, { ...request, seat, version, name, at }].slice(-REMEMBERED_JOINS) }
    : {};

const botCalled = ({ name, level }: { name: string; level: Level }): Occupant => ({
  name,
  acting: { by: "bot", level },
  connected: true,
  met: true,
  awaySince: null,
});

/** What a player has added belongs to a deal that is under way. Otherwise it leaves with its player. */
const withdrawn = ({ phase }: Game): Partial<SeatState> => (isUnderWay(phase) ? {} : NOTHING);

/** Changes a seat for a new holder, who has not asked for the next deal yet. */
const unready = (game: Game, at: Seat, change: Partial<SeatState>): Change => {
  const { phase } = game;
  const readied = phase.name === "end" ? phase.readied.filter((seat) => seat !== at) : [];
  return { ...seat(game, at, change), ...(phase.name === "end" ? { phase: { ...phase, readied } } : {}) };
};

const seat = (game: Game, at: Seat, change: Partial<SeatState>): { seats: Game["seats"] } => ({
  seats: withSeat(game.seats, at, { ...game.seats[at], ...change }),
});

const occupant = (game: Game, at: Seat, change: (before: Occupant) => Partial<Occupant>): Change => {
  const { occupant } = game.seats[at];
  if (!occupant) throw new Error(`nobody sits in seat ${at}`);
  return seat(game, at, { occupant: { ...occupant, ...change(occupant) } });
};

const absent = (at: number) => ({ connected: false, met: false, awaySince: at });
