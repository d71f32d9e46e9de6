import { revisionAfter, turnAfter } from "../../shared/game/announced.ts";
import { endShuffle, openSeats } from "../../shared/game/commit-reveal.ts";
import { bySeat, SEATS, type Seat } from "../../shared/game/seats.ts";
import type { Game } from "../../shared/game/state.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import { type Duty, NEVER } from "../core/alarm.ts";
import type { Deed } from "../core/game-record.ts";
import type { Outcome } from "../core/handle.ts";
import type { Platform, Socket } from "../core/platform.ts";
import { acceptedMessage } from "../sockets/messages.ts";
import { tell } from "../sockets/outbound.ts";
import type { LiveGame } from "./live-game.ts";
import type { Randomness } from "./randomness.ts";

/** A nonce that a player has revealed. */
interface Waiting {
  readonly actionId: string;
  readonly nonce: string;
  /** The version of the seat when the nonce came. */
  readonly version: number;
  /** The latest socket that sent it; null for HTTP. */
  socket: Socket | null;
  /** The waiting calls over HTTP. */
  readonly calls: ((answer: Result<object, Rejection>) => void)[];
}

export type Revealing = Extract<Outcome, { kind: "revealing" }>;

/**
 * The nonces that players have revealed. They wait in memory, and are stored in one row with the deal [G41]. A wake
 * loses them, and the players have their time again [G43].
 */
export interface Reveals {
  readonly isRevealing: (seat: Seat, version: number, actionId: string) => boolean;
  /** Whether the seat has revealed its nonce with another message. */
  readonly hasOther: (seat: Seat, version: number, actionId: string) => boolean;
  /** Takes a nonce from a socket. Deals when it was the last one. */
  readonly fromSocket: (seat: Seat, reveal: Revealing, socket: Socket) => void;
  /** The same over HTTP. Resolves with the answer, or with the reason why there is none. */
  readonly fromCall: (seat: Seat, reveal: Revealing) => Promise<Result<object, Rejection>>;
  /** Refuses all waiting calls, because the game has ended. */
  readonly drop: () => void;
  /** Deals at the deadline with the nonces that are there. */
  readonly duty: Duty;
}

export interface RevealsPorts {
  readonly platform: Pick<Platform, "now">;
  readonly liveGame: LiveGame;
  readonly randomness: Randomness;
}

const REVOKED: Rejection = { kind: "bad-token", detail: "the token has been revoked" };

export const openReveals = ({ platform, liveGame, randomness }: RevealsPorts): Reveals => {
  const waiting = new Map<Seat, Waiting>();
  const shuffling = (): Game | null => {
    const game = liveGame.record()?.game;
    return game?.phase.name === "shuffle" ? game : null;
  };

  /** Stores the nonces and the deal, and answers those who revealed, before the messages of the deal. */
  const deal = (game: Game, now: number) => {
    const nonces = bySeat((seat) => waiting.get(seat)?.nonce ?? "");
    const events = endShuffle(game, nonces, { ...randomness.context(), now });
    const place = {
      epoch: game.epoch,
      revision: revisionAfter(game.revision, events),
      turn: turnAfter(game.turn, events),
    };
    const answers = [...waiting].map(([seat, { actionId, nonce }]): Deed => {
      return { seat, accepted: { actionId, ...place, action: { type: "reveal", nonce } } };
    });
    // A later holder of the seat does not get the answers of an earlier one.
    const reveals = answers.filter(({ seat }) => waiting.get(seat)?.version === game.seats[seat].version);
    liveGame.commit({ at: now, by: null, reveals, events }, () => {
      for (const { seat, accepted } of answers) {
        const message = acceptedMessage(game.id, accepted, now);
        const { socket = null, calls = [] } = waiting.get(seat) ?? {};
        if (socket) tell(socket, message);
        for (const call of calls) call(ok(message));
      }
    });
    waiting.clear();
  };

  const take = (seat: Seat, { actionId, nonce }: Revealing): Waiting | null => {
    const game = shuffling();
    const version = game?.seats[seat].version ?? 0;
    const before = waiting.get(seat);
    if (before?.actionId === actionId && before.version === version) return before;
    if (!game || nonce === null) return null;
    // The token of an earlier holder of the seat is void.
    for (const call of before?.calls ?? []) call(err(REVOKED));
    const taken: Waiting = { actionId, nonce, version, socket: null, calls: [] };
    waiting.set(seat, taken);
    return taken;
  };
  const dealIfComplete = () => {
    const game = shuffling();
    if (game && openSeats(game).every((seat) => waiting.has(seat))) deal(game, platform.now());
  };

  return {
    isRevealing: (seat, version, actionId) => {
      const one = waiting.get(seat);
      return one?.version === version && one.actionId === actionId;
    },
    hasOther: (seat, version, actionId) => {
      const one = waiting.get(seat);
      return one?.version === version && one.actionId !== actionId;
    },
    fromSocket: (seat, reveal, socket) => {
      const taken = take(seat, reveal);
      if (taken) taken.socket = socket;
      dealIfComplete();
    },
    fromCall: (seat, reveal) =>
      new Promise((answer) => {
        const taken = take(seat, reveal);
        if (!taken) return answer(err({ kind: "unavailable" }));
        taken.calls.push(answer);
        dealIfComplete();
      }),
    drop: () => {
      for (const seat of SEATS)
        for (const call of waiting.get(seat)?.calls ?? []) call(err({ kind: "no-such-game" }));
      waiting.clear();
    },
    duty: {
      name: "shuffle",
      dueAt: () => {
        const { phase } = shuffling() ?? {};
        return phase?.name === "shuffle" ? phase.deadline : NEVER;
      },
      run: (now) => {
        const game = shuffling();
        if (game?.phase.name === "shuffle" && game.phase.deadline <= now) deal(game, now);
      },
    },
  };
};
