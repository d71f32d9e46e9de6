import type { Api } from "./api.ts";

/** Final statuses: the token is revoked, or the game does not exist. */
const VOID = [401, 403, 404];

/**
 * A fresh token for the seat or the host of `token`, which may have expired up to a day ago. Without an answer it is
 * the same token, so that the caller tries again; null when the token is revoked [W24].
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

/** Whether half of the lifetime of `token` has passed at `now` (epoch ms). */
export const isHalfOver = (token: string, now: number): boolean => {
  const times = timesOf(token);
  return times !== null && now > (times.iat + times.exp) * 500;
};

/** Whether `token` has expired at `now` (epoch ms). */
export const hasRunOut = (token: string, now: number): boolean => {
  const times = timesOf(token);
  return times !== null && now >= times.exp * 1000;
};

/** When `token` was issued and when it expires, in epoch seconds; null when it does not contain them. */
const timesOf = (token: string): { readonly iat: number; readonly exp: number } | null => {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const { iat, exp } = JSON.parse(atob(payload));
    return Number.isFinite(iat) && Number.isFinite(exp) ? { iat, exp } : null;
  } catch {
    return null;
  }
};
