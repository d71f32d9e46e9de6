import { setTimeout as wait } from "node:timers/promises";
import { openSocket } from "../../dev/load/socket.ts";
import type { Api } from "../../src/client/api.ts";
import { BEARER_PREFIX, SUBPROTOCOL } from "../../src/shared/protocol/version.ts";
import type { Result } from "../../src/shared/result.ts";

/** An attacked game: one player with a hand, and four bots that wait for the player. */
export interface Victim {
  readonly gameId: string;
  readonly player: string;
  readonly observer: string;
  readonly hand: readonly number[];
}

/** A match that bots have finished, with a token that can read its replay. */
export interface Played {
  readonly gameId: string;
  readonly observer: string;
}

/** The maximum number of deals in a match. */
const DEALS = 40;
/** The interval of checks of a match, in ms. */
const LOOK_MS = 250;
/** The maximum duration of a match of bots, in ms. */
const MATCH_MS = 120_000;

export const seatVictim = async (api: Api): Promise<Victim> => {
  const { game_id: gameId, host_token, player } = said(await api.create({ display_name: "Ada" }));
  said(await api.seatBots(gameId, host_token));
  const observer = said(await api.observe(gameId)).token;
  const token = player?.token ?? "";
  const { hand = [] } = said(await api.snapshot(gameId, token));
  return { gameId, player: token, observer, hand: hand.map(({ card_id }) => card_id) };
};

/** Bots play the longest match at full speed: without pauses, and with an observer. */
export const playMatch = async (api: Api, url: URL): Promise<Played> => {
  const { game_id: gameId, host_token } = said(await api.create({ seat: false, rules: { deals: DEALS } }));
  const observer = said(await api.observe(gameId)).token;
  const watching = await openSocket({
    url,
    protocols: protocolsOf(observer),
    hear: () => {},
    lost: (why) => {
      throw new Error(`the match is not watched any more: ${why}`);
    },
  });
  said(await api.seatBots(gameId, host_token));
  const until = performance.now() + MATCH_MS;
  for (;;) {
    const { phase, deal_number } = said(await api.snapshot(gameId, observer));
    if (phase === "end" && deal_number === DEALS) break;
    if (performance.now() > until) throw new Error(`the match is still in deal ${deal_number}`);
    await wait(LOOK_MS);
  }
  watching.close();
  return { gameId, observer };
};

/** The subprotocols of a socket with `token`. */
export const protocolsOf = (token: string): readonly string[] => [SUBPROTOCOL, `${BEARER_PREFIX}${token}`];

const said = <T>(answer: Result<T, { readonly reason: string }>): T => {
  if (!answer.ok) throw new Error(`the attacked game could not be made: ${answer.error.reason}`);
  return answer.value;
};
