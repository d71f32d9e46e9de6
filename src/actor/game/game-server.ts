import type { Settings } from "../../shared/settings.ts";
import { openAlarm } from "../core/alarm.ts";
import { openEventLog } from "../core/event-log.ts";
import type { Platform } from "../core/platform.ts";
import { openFanOut } from "../gallery/fan-out.ts";
import { openReplicator } from "../replica/replicator.ts";
import { openBudget } from "../sockets/budget.ts";
import { openInbound } from "../sockets/inbound.ts";
import { openSessions } from "../sockets/sessions.ts";
import { openActions } from "./actions.ts";
import { openAuthorize } from "./authorize.ts";
import { type CodeCalls, openCodeCalls } from "./code-calls.ts";
import { openEnding } from "./ending.ts";
import { type GameCalls, openGameCalls } from "./game-calls.ts";
import { type GameSockets, openGameSockets } from "./game-sockets.ts";
import { type HostCalls, openHostCalls } from "./host-calls.ts";
import { openLiveGame } from "./live-game.ts";
import { openPresence } from "./presence.ts";
import { openRandomness } from "./randomness.ts";
import { openRecovery } from "./recovery.ts";
import { openReveals } from "./reveals.ts";
import { openSchedule, type Schedule } from "./schedule.ts";
import { openSeatCalls, type SeatCalls } from "./seat-calls.ts";

/** The server of one game, with all its calls and deliveries. */
export interface GameServer extends GameCalls, SeatCalls, HostCalls, CodeCalls, GameSockets, Schedule {}

/**
 * Opens the server of one game on `platform`, with the stored game if there is one. Each part gets the parts before it.
 */
export const openGameServer = (platform: Platform, settings: Settings): GameServer => {
  const store = openEventLog(platform.storage.sql);
  const stored = store.load();
  // The clock must continue from the latest stored time before any part reads it [C7].
  if (stored.kind === "record") platform.goOnFrom(stored.record.touchedAt);

  const alarm = openAlarm(platform);
  const sessions = openSessions(platform);
  const galleries = openFanOut({ platform, sessions });
  const replicator = openReplicator({ platform, settings, alarm, store, sessions, galleries });
  const liveGame = openLiveGame({ platform, alarm, store, sessions, galleries, replicator });

  const randomness = openRandomness(platform);
  const budget = openBudget(sessions, settings.flood);
  const inbound = openInbound(sessions, settings.flood, budget);
  const game = {
    platform,
    settings,
    alarm,
    store,
    sessions,
    inbound,
    budget,
    galleries,
    replicator,
    liveGame,
  };
  const presence = openPresence(game);
  const reveals = openReveals({ platform, liveGame, randomness });
  const ending = openEnding({ ...game, reveals });
  const recovery = openRecovery({ ...game, ending });
  const authorize = openAuthorize({ ...game, recovery });
  const actions = openActions({ sessions, galleries, randomness, reveals });
  const ports = { ...game, presence, ending, recovery, authorize, actions, reveals, randomness };

  const schedule = openSchedule(ports);
  recovery.takeUp(stored);
  return {
    ...openGameCalls(ports),
    ...openSeatCalls(ports),
    ...openHostCalls(ports),
    ...openCodeCalls(ports),
    ...openGameSockets(ports),
    ...schedule,
  };
};
