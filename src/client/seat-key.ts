import type { Api } from "./api.ts";

/** Statuses that are final: the token is void, or the game is gone. */
const VOID = [401, 403, 404];

/**
 * A fresh token for the seat or the host of `token`, which may have run out a day ago. The same token when no answer came,
 * to be tried again; null when it is void [W24].
 */
export const renewed = async (
  { renew }: Pick<Api, "renew">,
  gameId: string,
  token: string,
): Promise<string | null> => {
  const answer = await renew(gameId, token);
  if (answer.ok) return answer.value.token;
  return VOID.includes(answer.error.status) ? null : token;
};

/** Whether half of the time for which `token` was made has passed at `now`, epoch ms. */
export const isHalfOver = (token: string, now: number): boolean => {
  const times = timesOf(token);
  return times !== null && now > (times.iat + times.exp) * 500;
};

/** Whether `token` has run out at `now`, epoch ms. */
export const hasRunOut = (token: string, now: number): boolean => {
  const times = timesOf(token);
  return times !== null && now >= times.exp * 1000;
};

/** When `token` was made and when it runs out, in epoch seconds; null when it does not say. */
const timesOf = (token: string): { readonly iat: number; readonly exp: number } | null => {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const { iat, exp } = JSON.parse(atob(payload));
    return Number.isFinite(iat) && Number.isFinite(exp) ? { iat, exp } : null;
  } catch {
    return null;
  }
};
