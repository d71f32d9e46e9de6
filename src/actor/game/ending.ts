import { stepsFrom } from "../../shared/game/evolve.ts";
import { log } from "../../shared/log.ts";
import { CLOSE } from "../../shared/protocol/close.ts";
import { type Alarm, type Duty, NEVER } from "../core/alarm.ts";
import type { EventLog } from "../core/event-log.ts";
import type { Platform } from "../core/platform.ts";
import { BEYOND, type Tombstone } from "../core/stored-row.ts";
import type { FanOut } from "../gallery/fan-out.ts";
import type { Publication } from "../replica/redis-replica.ts";
import type { Replicator } from "../replica/replicator.ts";
import { closeQuietly } from "../sockets/outbound.ts";
import type { Sessions } from "../sockets/sessions.ts";
import { type LiveGame, publicationOf } from "./live-game.ts";
import type { Reveals } from "./reveals.ts";

/** The end of a game: it stores a tombstone, tells all clients, deletes the copy in Redis and then the storage [D9]. */
export interface Ending {
  /** Ends the game permanently [H7]. */
  readonly end: (reason: string) => void;
  /** Ends a game whose record cannot be read [R8]. */
  readonly discard: (gameId: string) => void;
  /** Continues a deletion that Redis has not confirmed. */
  readonly resume: (tombstone: Tombstone) => void;
  /** Retries a failed deletion. */
  readonly duty: Duty;
}

export interface EndingPorts {
  readonly platform: Pick<Platform, "now" | "storage">;
  readonly alarm: Alarm;
  readonly store: EventLog;
  readonly sessions: Sessions;
  readonly galleries: FanOut;
  readonly replicator: Replicator;
  readonly liveGame: LiveGame;
  readonly reveals: Pick<Reveals, "drop">;
}

export const openEnding = (ports: EndingPorts): Ending => {
  const { platform, alarm, store, sessions, galleries, replicator, liveGame, reveals } = ports;
  const { storage } = platform;

  /** Deletes the copy in Redis and, after Redis has confirmed, the storage. */
  const remove = async (tombstone: Tombstone, events: readonly Publication[]) => {
    if (!(await replicator.remove(tombstone.gameId, tombstone, events))) return alarm.rearm();
    liveGame.hold({ kind: "ended", tombstone, confirmed: true });
    await storage.deleteAlarm();
    await storage.deleteAll();
  };
  const bury = (tombstone: Tombstone) => {
    store.writeTombstone(tombstone);
    liveGame.hold({ kind: "ended", tombstone, confirmed: false });
  };

  return {
    end: (reason) => {
      const record = liveGame.record();
      if (!record) return;
      const { id, epoch, revision } = record.game;
      const now = platform.now();
      const steps = stepsFrom(record.game, [{ type: "game-ended", reason }], now);
      // The event that ends the game is its last one.
      const tombstone = { gameId: id, epoch, revision: revision + 1 };
      bury(tombstone);
      const { announced, framesFor } = liveGame.speak(record.game, steps, now);
      if (galleries.areOpen()) galleries.end(framesFor("observer", "batch"));
      reveals.drop();
      for (const { socket } of sessions.open()) {
        sessions.update(socket, { identity: { kind: "gone" } });
        closeQuietly(socket, CLOSE.ended, "the game has ended");
      }
      log("info", "game_ended", { game_id: id, reason });
      void remove(tombstone, [publicationOf(tombstone, announced)]);
      // After `remove`, which sets the time of the retry.
      alarm.rearm();
    },
    discard: (gameId) => {
      const { kind } = liveGame.held();
      if (kind !== "damaged" && kind !== "absent") return;
      const tombstone = { gameId, epoch: BEYOND, revision: BEYOND };
      bury(tombstone);
      log("info", "game_ended", { game_id: gameId, reason: "unreadable" });
      void remove(tombstone, []);
      alarm.rearm();
    },
    resume: (tombstone) => {
      liveGame.hold({ kind: "ended", tombstone, confirmed: false });
      void remove(tombstone, []);
    },
    duty: {
      name: "deletion",
      dueAt: () => {
        const held = liveGame.held();
        return held.kind === "ended" && !held.confirmed ? replicator.removeAt() : NEVER;
      },
      run: (now) => {
        const held = liveGame.held();
        if (held.kind === "ended" && !held.confirmed && now >= replicator.removeAt())
          void remove(held.tombstone, []);
      },
    },
  };
};
