import type { Refused } from "../../client/api.ts";
import type { Code } from "../../shared/protocol/refusal.ts";
import type { Words } from "../i18n/english.ts";

/** The sentence about a refused move. */
export const whyRefused = (code: Code, { refused }: Words): string => {
  switch (code) {
    case "invalid_turn":
      return refused.turn;
    case "invalid_card":
      return refused.card;
    case "invalid_bid":
      return refused.bid;
    case "invalid_action":
      return refused.action;
    case "desync":
      return refused.moved;
    case "unauthorized":
    case "duplicate_connection_handled":
      return refused.seat;
    case "forbidden":
      return refused.forbidden;
    case "join_failed":
    case "game_unavailable":
    case "routing_failed":
      return refused.unreachable;
  }
};

/**
 * The sentence about a refused look-up of a game or of a seat's code, which is repeated unless the game does not exist or
 * the code is void.
 */
export const whyNotFound = ({ status }: Refused, words: Words): string => {
  if (status === 404) return words.noGame;
  return status === 401 ? words.seatCodeVoid : words.refused.keepsTrying;
};

/** The sentence about a refused HTTP call. */
export const whyNot = ({ status, code }: Refused, words: Words): string => {
  if (status === 404) return words.noGame;
  if (status === 429) return words.refused.tooMany;
  if (code === "join_failed") return words.refused.full;
  if (code === "game_unavailable" || code === "routing_failed") return words.refused.unreachable;
  return status === 401 || status === 403 ? words.barred : words.refused.unknown;
};
