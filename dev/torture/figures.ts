/** What came of killing what runs a game; times in ms. */
export interface KillFigures {
  /** SIGKILLs of the one workerd that has the actors' storage open. */
  readonly kills: number;
  /** SIGKILLs of everything that `npm start` had started. */
  readonly wholeKills: number;
  /** How often the actors' storage was taken away while Redis kept its own. */
  readonly storageRemovals: number;
  /** SIGKILLs of redis-server. */
  readonly redisKills: number;
  /** Actions answered "ok" that could be held to it: what had not reached Redis before a storage was lost is none. */
  readonly acknowledged: number;
  /** How many of those did not get their first answer again, or are missing in the replay. */
  readonly lost: number;
  /** Actions that were on their way to Redis when the storage was taken away. */
  readonly onTheirWay: number;
  /** From a kill of the actors, or from when the server was up again, until it gave a player's snapshot. */
  readonly slowestRecoveryMs: number;
  /** The same after a storage was taken away, when the game has to be resumed from Redis. */
  readonly slowestResumeMs: number;
  /** From the same moment until all five clients were back by themselves. */
  readonly slowestReturnMs: number;
  /** The round trip of an action while Redis was there, and while it was away. */
  readonly slowestActionBeforeMs: number;
  readonly slowestActionDuringOutageMs: number;
  readonly medianActionBeforeMs: number;
  readonly medianActionDuringOutageMs: number;
  /** From when Redis answered again until its copy was level with the game. */
  readonly copyLevelAfterMs: number;
  /** Hands that were held, cards and order, to what they were before a kill. */
  readonly comparedHands: number;
  /** Whatever else was not as promised, a sentence each. */
  readonly problems: readonly string[];
}

export const NO_FIGURES: KillFigures = {
  ...{ kills: 0, wholeKills: 0, storageRemovals: 0, redisKills: 0 },
  ...{
    acknowledged: 0,
    lost: 0,
    onTheirWay: 0,
    slowestRecoveryMs: 0,
    slowestResumeMs: 0,
    slowestReturnMs: 0,
  },
  ...{ slowestActionBeforeMs: 0, slowestActionDuringOutageMs: 0 },
  ...{ medianActionBeforeMs: 0, medianActionDuringOutageMs: 0, copyLevelAfterMs: 0, comparedHands: 0 },
  problems: [],
};
