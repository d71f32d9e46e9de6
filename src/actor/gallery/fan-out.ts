import { type GalleryKey, galleryNamed, galleryNameOf } from "../../shared/gallery-key.ts";
import { kindOf, log } from "../../shared/log.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { viewFor } from "../../shared/protocol/view.ts";
import { err, ok, type Result } from "../../shared/result.ts";
import type { GameRecord } from "../core/game-record.ts";
import type { Platform } from "../core/platform.ts";
import type { Sessions } from "../sockets/sessions.ts";
import { type GalleryEntry, openRegistry } from "./registry.ts";
import { type Route, routesTo } from "./routes.ts";
import { type Batch, type Frames, inTurn, snapshotOnly } from "./sequence.ts";

/** The changes of one commit. */
export interface News extends Frames {
  readonly before: GameRecord;
  readonly after: GameRecord;
}

/** The game's side of its galleries. It assigns observers to galleries and sends them the frames for observers. */
export interface FanOut {
  /** The number of observers in the game's own actor and in galleries, as the galleries last reported [O7]. */
  readonly observers: () => number;
  /** Whether at least one gallery is open. */
  readonly areOpen: () => boolean;
  /** The gallery for one more observer in the region `near` [O2, O3]. */
  readonly assign: (record: GameRecord, near: string) => Result<GalleryKey, Rejection>;
  /** Records the number of observers that a gallery reports. The gallery gets all news until that number is 0 [O7]. */
  readonly attend: (key: GalleryKey, watchers: number) => void;
  /** Adds the galleries that the copy in Redis contains [O8]. */
  readonly adopt: (entries: readonly GalleryEntry[]) => void;
  readonly entries: () => readonly GalleryEntry[];
  /** Sends the news to every gallery, in one call each, at the end of this turn. Returns at once [O6]. */
  readonly tell: (news: News) => void;
  /** Sends a phrase, a message in JSON. Returns at once and does not retry [P28]. */
  readonly say: (message: string) => void;
  /** Sends the last frames to every gallery and ends it [O9]. */
  readonly end: (frames: readonly string[]) => void;
}

export interface FanOutPorts {
  readonly platform: Pick<Platform, "galleries" | "now" | "storage">;
  readonly sessions: Pick<Sessions, "observers">;
}

export const openFanOut = ({ platform, sessions }: FanOutPorts): FanOut => {
  const registry = openRegistry(platform.storage.sql, platform.now);
  const observers = () => sessions.observers() + registry.watchers();
  let routes: readonly Route[] | null = null;
  let untold: News | null = null;
  let latest: Batch | null = null;
  /** Galleries that a call has failed to reach. Only the first failure of each is logged. */
  const missed = new Set<string>();

  const routesNow = () => {
    routes ??= routesTo(registry.open());
    return routes;
  };
  const noteMissed = (name: string, error: unknown) => {
    const game_id = galleryNamed(name)?.gameId ?? null;
    if (!missed.has(name)) log("warn", "gallery_missed", { game_id, gallery: name, kind: kindOf(error) });
    missed.add(name);
  };
  /** Retries once with the newest snapshot. If the retry fails, the gallery detects the gap by itself. */
  const tryAgain = ({ name, onward }: Route, error: unknown) => {
    noteMissed(name, error);
    if ((error as { overloaded?: boolean }).overloaded === true || !latest) return;
    platform.galleries.feed(name, JSON.stringify(snapshotOnly(latest)), onward).catch(() => {});
  };
  const feed = (batch: Batch) => {
    latest = batch;
    const text = JSON.stringify(batch);
    for (const route of routesNow())
      platform.galleries
        .feed(route.name, text, route.onward)
        .catch((error: unknown) => tryAgain(route, error));
  };
  const flush = () => {
    if (!untold) return;
    const { before, after, ...told } = untold;
    untold = null;
    const { epoch, revision, turn } = after.game;
    const snapshot = JSON.stringify(viewFor(after.game, "observer", observers()));
    feed({ epoch, before: before.game.revision, revision, turn, stamp: after.touchedAt, ...told, snapshot });
  };

  return {
    observers,
    areOpen: () => registry.open().length > 0,
    assign: ({ game: { id: gameId, creation } }, near) => {
      const key = registry.place({ gameId, created: creation.at, near });
      return key ? ok(key) : err({ kind: "unavailable" });
    },
    attend: (key, watchers) => {
      missed.delete(galleryNameOf(key));
      registry.count(key, watchers);
      routes = null;
    },
    adopt: (entries) => {
      for (const { name, watchers } of entries) {
        const key = galleryNamed(name);
        if (key) registry.count(key, watchers);
      }
      routes = null;
    },
    entries: registry.entries,
    tell: (news) => {
      if (untold) {
        untold = { before: untold.before, after: news.after, ...inTurn(untold, news) };
        return;
      }
      untold = news;
      queueMicrotask(flush);
    },
    say: (message) => {
      flush();
      for (const { name, onward } of routesNow())
        platform.galleries.say(name, message, onward).catch((error: unknown) => noteMissed(name, error));
    },
    end: (frames) => {
      flush();
      const text = JSON.stringify(frames);
      for (const { name, onward } of routesNow())
        platform.galleries.end(name, text, onward).catch((error: unknown) => noteMissed(name, error));
    },
  };
};
