import type { GalleryKey } from "../../shared/gallery-key.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import type { Result } from "../../shared/result.ts";
import type { Platform } from "../core/platform.ts";
import type { Standing } from "./sequence.ts";

/** What a gallery takes from what it runs on. */
export interface GalleryPlatform
  extends Pick<Platform, "storage" | "alarmAt" | "sockets" | "galleries" | "now" | "wallNow" | "wait"> {
  /** Tells the gallery's game how many watch; resolves with how that stands. Rejects when it cannot be reached. */
  readonly attend: (key: GalleryKey, watchers: number) => Promise<Result<Standing, Rejection>>;
}
