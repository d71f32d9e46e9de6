import { isDeepStrictEqual } from "node:util";
import { type Check, verify } from "../../src/shared/verify/verify.ts";
import { isWithin, type Level } from "./copy.ts";
import type { KillFigures } from "./figures.ts";
import type { Five } from "./five.ts";
import type { Acknowledged } from "./player.ts";

/**
 * The number of latest actions of a seat that the server remembers, and of those before the latest restore from Redis. The
 * server remembers 64 and 16; among them are a reveal for each deal, which the client sends by itself, and actions in
 * progress.
 */
const KNOWN = 56;
const KNOWN_AFTER_RESTORE = 12;

const levelOf = ({ answer: { epoch = 0, revision = 0, ts } }: Acknowledged): Level => ({
  epoch,
  revision,
  ts,
});

const epochOf = ({ answer: { epoch = 0 } }: Acknowledged): number => epoch;

/**
 * The actions of `all` that the copy at `copy` contains. Actions in flight were not safe yet and do not count as lost.
 */
export const reached = (all: readonly Acknowledged[], copy: Level): readonly Acknowledged[] =>
  all.filter((one) => one.answer.epoch !== copy.epoch || isWithin(levelOf(one), copy));

/**
 * Sends the latest actions of each seat again, at most `count` of them. Returns those that do not get their first
 * answer.
 */
export const forgotten = async (
  { api, gameId, tokens, acknowledged }: Five,
  count: number = KNOWN,
): Promise<readonly Acknowledged[]> => {
  const lost: Acknowledged[] = [];
  const epoch = Math.max(0, ...acknowledged.map(epochOf));
  for (const [seat, token] of tokens.entries()) {
    const own = acknowledged.filter((one) => one.seat === seat);
    const earlier = own.filter((one) => epochOf(one) < epoch).slice(-KNOWN_AFTER_RESTORE);
    const known = [...earlier, ...own.filter((one) => epochOf(one) === epoch)];
    const latest = known.slice(-Math.min(count, KNOWN));
    for (const one of latest) {
      const again = await api.act(gameId, token, one.action as never);
      const first = { ...one.answer, ts: 0 };
      if (!again.ok || !isDeepStrictEqual({ ...again.value, ts: 0 }, first)) lost.push(one);
    }
  }
  return lost;
};

/**
 * The acknowledged actions that are missing in the replay of the finished deals, and the failed checks of the replay.
 */
const unrecorded = async ({
  api,
  gameId,
  tokens,
  acknowledged,
}: Five): Promise<{
  readonly lost: readonly Acknowledged[];
  readonly wrong: readonly Check[];
  readonly deals: number;
}> => {
  const replay = await api.replay(gameId, tokens[0] ?? "");
  if (!replay.ok) throw new Error(`there is no replay: ${replay.error.reason}`);
  const { deals } = replay.value;
  const recorded = new Map(
    deals.map((deal) => {
      const bids = [...deal.bids, ...deal.thrown_in.flatMap((thrown) => thrown.bids)];
      const plays = deal.tricks.flatMap((trick) => trick.cards);
      return [
        deal.deal_number,
        new Set([
          ...bids.map(({ player_id, bid }) => `${player_id} bids ${bid}`),
          ...plays.map(({ player_id, card }) => `${player_id} plays ${card.card_id}`),
          `${deal.caller_id} calls ${deal.partner_rank}`,
          `${deal.caller_id} calls ${deal.trump_suit}`,
        ]),
      ];
    }),
  );
  const lost = acknowledged.filter((one) => {
    const deal = recorded.get(one.dealNumber);
    const line = lineOf(one);
    return deal !== undefined && line !== null && !deal.has(line);
  });
  return { lost, wrong: verify(replay.value).filter(({ holds }) => !holds), deals: deals.length };
};

const lineOf = ({ seat, action }: Acknowledged): string | null => {
  switch (action.message_type) {
    case "bid":
      return `${seat} bids ${action.bid}`;
    case "play":
      return `${seat} plays ${action.card}`;
    case "call-partner-rank":
      return `${seat} calls ${action.partner_rank}`;
    case "call-partner-suit":
      return `${seat} calls ${action.partner_suit}`;
    default:
      return null;
  }
};

/** The figures at the end of a deal, after all acknowledged actions have been checked. */
export const audited = async (five: Five, figures: KillFigures): Promise<KillFigures> => {
  const again = await forgotten(five);
  const { lost, wrong, deals } = await unrecorded(five);
  const gone = [...again, ...lost];
  return {
    ...figures,
    acknowledged: figures.acknowledged + five.acknowledged.length,
    lost: figures.lost + new Set(gone).size,
    comparedHands: figures.comparedHands + five.comparedHands(),
    problems: [
      ...figures.problems,
      ...five.problems,
      ...five.refused.map((refusal) => `refused: ${refusal}`),
      ...gone.map(({ seat, action }) => `lost: seat ${seat} ${action.message_type} ${action.action_id}`),
      ...wrong.map(({ deal, step, detail }) => `the replay of deal ${deal} fails in ${step}: ${detail}`),
      ...(deals === 0 ? ["no deal was ended"] : []),
    ],
  };
};
