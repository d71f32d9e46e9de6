/** The results of killing the processes of a game. Times are in ms. */
export interface KillFigures {
  /** SIGKILLs of the workerd that has the actors' storage open. */
  readonly kills: number;
  /** SIGKILLs of all processes of `npm start`. */
  readonly wholeKills: number;
  /** The number of times that the actors' storage was deleted while Redis kept its data. */
  readonly storageRemovals: number;
  /** SIGKILLs of redis-server. */
  readonly redisKills: number;
  /**
   * Actions with the answer "ok" that must not be lost. Actions that had not reached Redis before a loss of the storage
   * are excluded.
   */
  readonly acknowledged: number;
  /** The number of those that did not get their first answer again, or are missing in the replay. */
  readonly lost: number;
  /** Actions that were in flight to Redis when the storage was deleted. */
  readonly onTheirWay: number;
  /** The time from a kill of the actors, or from the restart of the server, to a player's snapshot. */
  readonly slowestRecoveryMs: number;
  /** The same after a deletion of the storage, when the game is restored from Redis. */
  readonly slowestResumeMs: number;
  /** The time from the same moment until all five clients have reconnected. */
  readonly slowestReturnMs: number;
  /** The round trip of an action before and during an outage of Redis. */
  readonly slowestActionBeforeMs: number;
  readonly slowestActionDuringOutageMs: number;
  readonly medianActionBeforeMs: number;
  readonly medianActionDuringOutageMs: number;
  /** The time from the return of Redis until its copy is up to date. */
  readonly copyLevelAfterMs: number;
  /** The number of hands that were compared, cards and order, with those before a kill. */
  readonly comparedHands: number;
  /** All other violations, one sentence each. */
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
