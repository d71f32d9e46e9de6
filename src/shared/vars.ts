/** What wrangler.toml and the secrets provide beside the bindings, as it comes: text. `settingsOf` reads it. */
export interface Vars {
  readonly ENVIRONMENT?: string;
  readonly RATE_LIMITS?: string;
  readonly GAME_SECRET?: string;
  readonly GAME_SECRET_PREVIOUS?: string;
  readonly OPERATOR_TOKEN?: string;
  readonly UPSTASH_REDIS_REST_URL?: string;
  readonly UPSTASH_REDIS_REST_TOKEN?: string;
  readonly GAME_STATE_TTL_SECONDS?: string;
  readonly HEARTBEAT_INTERVAL_SECONDS?: string;
  readonly PLAYER_TOKEN_TTL_SECONDS?: string;
  readonly OBSERVER_TOKEN_TTL_SECONDS?: string;
  readonly BOT_PAUSE_MS?: string;
  readonly FLOOD_PLAYER?: string;
  readonly FLOOD_OBSERVER?: string;
  readonly FLOOD_WINDOW_SECONDS?: string;
  readonly ACTION_LOG_LENGTH?: string;
  readonly ALLOWED_ORIGINS?: string;
}
