import type { GalleryKey } from "../../shared/gallery-key.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import type { Result } from "../../shared/result.ts";
import type { Platform } from "../core/platform.ts";
import type { Standing } from "./sequence.ts";

/** The part of the platform that a gallery needs. */
export interface GalleryPlatform
  extends Pick<Platform, "storage" | "alarmAt" | "sockets" | "galleries" | "now" | "wallNow" | "wait"> {
  /**
   * Reports the number of observers to the game; resolves with the standing of the game. Rejects when the game cannot
   * be reached.
   */
  readonly attend: (key: GalleryKey, watchers: number) => Promise<Result<Standing, Rejection>>;
}
