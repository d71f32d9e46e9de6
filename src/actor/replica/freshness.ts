/** How long a heartbeat lasts in Redis, in seconds [D3]. */
export const HEARTBEAT_TTL_SECONDS = 20;

/** What an actor knows of its game's copy in Redis. Times are epoch ms. */
export interface Renewals {
  /** Whether the game was taken up again, from storage or from Redis, and not made by this very actor. */
  readonly resumed: boolean;
  /** Since when the actor is in memory. */
  readonly openedAt: number;
  /** When Redis last confirmed a write or a beat; null when it has not since `openedAt`. */
  readonly confirmedAt: number | null;
  /** Whether a player is connected, so that beats are due. */
  readonly present: boolean;
}

/** Whether the copy of a game is not known to be fresh: Redis owes a confirmation [P11]. */
export const isRecovering = ({ resumed, openedAt, confirmedAt, present }: Renewals, now: number): boolean => {
  if (confirmedAt === null && resumed) return true;
  return present && now - (confirmedAt ?? openedAt) > HEARTBEAT_TTL_SECONDS * 1000;
};
