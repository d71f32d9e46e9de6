import { claimsOf, openEnvelope } from "../../shared/auth/envelope.ts";
import type { GalleryKey } from "../../shared/gallery-key.ts";
import type { Account } from "../../shared/metrics.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { type Replay, replayOf } from "../../shared/protocol/replay.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { publicStatus, viewFor } from "../../shared/protocol/view.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { Settings } from "../../shared/settings.ts";
import type { Alarm } from "../core/alarm.ts";
import type { EventLog } from "../core/event-log.ts";
import type { Platform } from "../core/platform.ts";
import type { FanOut } from "../gallery/fan-out.ts";
import type { Standing } from "../gallery/sequence.ts";
import type { Replicator } from "../replica/replicator.ts";
import type { Budget } from "../sockets/budget.ts";
import type { Message } from "../sockets/inbound.ts";
import { acceptedMessage, refusedMessage } from "../sockets/messages.ts";
import type { Sessions } from "../sockets/sessions.ts";
import { type Actions, floodedOutcome } from "./actions.ts";
import { type Authorize, SOCKET_ROLES } from "./authorize.ts";
import type { Ending } from "./ending.ts";
import { openFinishedDeals } from "./finished-deals.ts";
import type { LiveGame } from "./live-game.ts";
import type { Recovery } from "./recovery.ts";
import type { Reveals } from "./reveals.ts";

/** The answer to an action over HTTP, and the rejection if it was refused. */
export interface ActionAnswer {
  readonly rejection: Rejection | null;
  readonly message: object;
}

/** A nonce whose answer waits for the deal [G41]. */
interface Revealed {
  readonly revealed: Promise<Result<object, Rejection>>;
}

/** The public status of a game [P11]. */
export type Status = ReturnType<typeof publicStatus> & {
  readonly heartbeat_age_ms: number | null;
  readonly recovering: boolean;
};

/** The calls of the edge and of galleries, except those that assign seats. */
export interface GameCalls {
  /** The public status [P11]. */
  readonly status: (gameId: string) => Promise<Result<Status, Rejection>>;
  /** The snapshot for the sender's role [H5]. */
  readonly snapshot: (envelope: string, gameId: string) => Promise<Result<Snapshot, Rejection>>;
  /** One action over HTTP, handled like one on a socket [H6]. */
  readonly act: (
    envelope: string,
    gameId: string,
    message: Message,
  ) => Promise<Result<ActionAnswer, Rejection>>;
  /** The finished deals, for any token [P23]. */
  readonly replay: (envelope: string, gameId: string) => Promise<Result<Replay, Rejection>>;
  /** Ends the game for its host [H7]. If the record cannot be read, any token of a host is sufficient [R8]. */
  readonly end: (envelope: string, gameId: string) => Promise<Result<true, Rejection>>;
  /** The counts of the game and its state [M4]. */
  readonly tally: (gameId: string) => Promise<Result<Account, Rejection>>;
  /** Wakes the game for the sweep. Heartbeats continue if a player is connected [D10]. */
  readonly poke: (gameId: string) => Promise<void>;
  /**
   * Records the number of `watchers` that a gallery reports, and returns the state of the game. From then on the
   * gallery gets all news [O7].
   */
  readonly attend: (key: GalleryKey, watchers: number) => Promise<Result<Standing, Rejection>>;
}

/** A replay costs this number of messages, because every finished deal is shuffled again. */
const REPLAY_COST = 10;

export interface GameCallsPorts {
  readonly platform: Platform;
  readonly settings: Settings;
  readonly alarm: Alarm;
  readonly store: EventLog;
  readonly sessions: Sessions;
  readonly budget: Budget;
  readonly galleries: FanOut;
  readonly replicator: Replicator;
  readonly liveGame: LiveGame;
  readonly recovery: Recovery;
  readonly ending: Ending;
  readonly authorize: Authorize;
  readonly actions: Actions;
  readonly reveals: Reveals;
}

export const openGameCalls = (ports: GameCallsPorts): GameCalls => {
  const { platform, settings, alarm, sessions, budget, galleries } = ports;
  const { replicator, liveGame, recovery, ending, authorize, actions, reveals } = ports;
  const { counters } = platform;
  const finishedDeals = openFinishedDeals(ports);

  return {
    status: (gameId) =>
      recovery.ready(gameId, ({ game }) => {
        const now = platform.now();
        const status = publicStatus(game, galleries.observers());
        const recovering = replicator.isRecovering(now);
        return ok({ ...status, heartbeat_age_ms: replicator.age(now), recovering });
      }),

    snapshot: (envelope, gameId) =>
      authorize({
        ...{ envelope, gameId, roles: SOCKET_ROLES },
        act: ({ record, sender }) =>
          ok(viewFor(record.game, sender.seat ?? "observer", galleries.observers())),
      }),

    act: async (envelope, gameId, message) => {
      const answer = await authorize<ActionAnswer | Revealed>({
        ...{ envelope, gameId, roles: SOCKET_ROLES, cost: 0 },
        act: ({ record, sender }) => {
          const now = platform.now();
          const isWithin = sender.role !== "player" || budget.charge(sender.seat, now, 1);
          const outcome = isWithin
            ? actions.outcomeOf(record, sender, message, now)
            : floodedOutcome(message, settings.flood);
          switch (outcome.kind) {
            case "accepted": {
              const after = liveGame.commit(outcome.entry);
              actions.followCommitted(after, sender, outcome.answer.action, now);
              return ok({ rejection: null, message: acceptedMessage(gameId, outcome.answer, now) });
            }
            case "repeated":
              return ok({ rejection: null, message: acceptedMessage(gameId, outcome.answer, now) });
            case "revealing":
              return sender.role === "player"
                ? ok({ revealed: reveals.fromCall(sender.seat, outcome) })
                : err({ kind: "unavailable" });
            case "unchanged":
              actions.follow(record, sender, outcome.answer.action, now);
              return ok({ rejection: null, message: acceptedMessage(gameId, outcome.answer, now) });
            case "refused": {
              const { actionId, rejection } = outcome;
              counters.refuse(rejection);
              return ok({ rejection, message: refusedMessage(record.game, actionId, rejection, now) });
            }
            case "error":
              return err(outcome.rejection);
            default:
              return err({
                kind: "malformed",
                detail: "message_type: join, sync and ping are for the socket",
              });
          }
        },
      });
      if (!answer.ok || !("revealed" in answer.value)) return answer as Result<ActionAnswer, Rejection>;
      const revealed = await answer.value.revealed;
      return revealed.ok ? ok({ rejection: null, message: revealed.value }) : revealed;
    },

    replay: async (envelope, gameId) => {
      const read = await authorize({
        ...{ envelope, gameId, roles: ["player", "observer", "host"], cost: REPLAY_COST },
        act: ({ record: { game } }) => ok(game),
      });
      if (!read.ok) return read;
      const deals = await finishedDeals.of(read.value);
      return deals.ok ? ok(replayOf(read.value, deals.value)) : deals;
    },

    end: async (envelope, gameId) => {
      const ended = await authorize({
        ...{ envelope, gameId, roles: ["host"] },
        act: () => {
          ending.end("ended_by_host");
          return ok(true as const);
        },
      });
      if (ended.ok || ended.error.kind !== "unreadable") return ended;
      const opened = openEnvelope(envelope, settings.keyring, gameId, platform.wallNow());
      if (!opened.ok || claimsOf(opened.value).role !== "host") return ended;
      ending.discard(gameId);
      return ok(true);
    },

    tally: (gameId) =>
      recovery.ready(gameId, () => {
        const now = platform.now();
        return ok({
          tally: counters.tally(),
          players: sessions.players(),
          observers: galleries.observers(),
          lagMs: replicator.age(now),
          recovering: replicator.isRecovering(now),
        });
      }),

    poke: async (gameId) => {
      const found = await recovery.ready(gameId, ok);
      if (found.ok && sessions.hasPlayers()) alarm.rearm();
      else if (found.ok || found.error.kind === "no-such-game") replicator.rest(gameId);
    },

    attend: (key, watchers) =>
      recovery.ready(key.gameId, ({ game, touchedAt }) => {
        if (game.creation.at !== key.created) return err({ kind: "no-such-game" });
        galleries.attend(key, watchers);
        // A game of bots alone waits for an observer.
        alarm.rearm();
        const snapshot = JSON.stringify(viewFor(game, "observer", galleries.observers()));
        const { epoch, revision, turn } = game;
        return ok({ epoch, revision, turn, stamp: touchedAt, snapshot });
      }),
  };
};
