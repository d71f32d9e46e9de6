import { effect, signal, untracked } from "@preact/signals";
import type { Refused } from "../../client/api.ts";
import { NO_NONCES, openNonces } from "../../client/nonces.ts";
import { LEVEL_OF } from "../../shared/game/levels.ts";
import { whyNot, whyNotFound } from "../model/refused.ts";
import { pathTo, type Route } from "../model/route.ts";
import { forget, keep, keptOf, replaceKey } from "../model/saved-seats.ts";
import { carriedIn, type SeatLink, seatLinkIn } from "../model/seat-link.ts";
import { api, type Rules } from "./calls.ts";
import { hasNetwork, storage } from "./device.ts";
import { notify } from "./notice.ts";
import { go, route } from "./route.ts";
import { openSession, type Session, type Ticket } from "./session.ts";
import { playerName, strength, words } from "./settings.ts";

/** The session that the page shows; null when there is none. */
export const current = signal<Session | null>(null);
/** Why there is no session: the refusal of the last look-up. */
export const missing = signal<Refused | null>(null);

/** The seat's link whose code is being redeemed; null when there is none. */
export const arriving = signal<SeatLink | null>(null);

/** Whether the browser reports a network. */
export const online = signal(hasNetwork());

for (const change of ["online", "offline"])
  addEventListener(change, () => {
    online.value = hasNetwork();
  });

export const sit = (ticket: Ticket): void => {
  current.value?.close();
  current.value = openSession(ticket);
};

/** The wait after a failed look-up, in ms. */
const RETRY_MS = 3_000;
let retry: ReturnType<typeof setTimeout> | undefined;

/** Opens a game for an observer. It tries again until the server knows of no such game. */
const watch = async (gameId: string): Promise<void> => {
  const observing = await api.observe(gameId, {});
  const here = route.peek();
  if (here.name !== "watch" || here.gameId !== gameId) return;
  const observe = async (token: string) => {
    const again = await api.observe(gameId, {});
    if (again.ok) return again.value.token;
    return again.error.status === 404 ? null : token;
  };
  if (observing.ok) {
    missing.value = null;
    return sit({ gameId, token: observing.value.token, hostToken: null, observe });
  }
  missing.value = observing.error;
  if (observing.error.status !== 404) retry = setTimeout(() => void watch(gameId), RETRY_MS);
};

/** Takes the seat of a link: opens its game and redeems its code there [W8]. */
export const takeSeat = (link: SeatLink): void => {
  arriving.value = link;
  go({ name: "play", gameId: link.gameId });
};

/** Takes the seat's link, or the tokens of a seat, out of the address bar. */
const takeFromAddress = (): void => {
  const link = seatLinkIn(location.hash);
  const here = link ? ({ name: "play", gameId: link.gameId } as const) : route.peek();
  const carried = link || here.name !== "play" ? null : carriedIn(location.hash);
  if (!link && !carried) return;
  history.replaceState(history.state, "", pathTo(here));
  if (link) return takeSeat(link);
  if (here.name === "play" && carried) keepSeat(here.gameId, carried);
};

/** Stores the tokens of a seat from elsewhere. */
const keepSeat = (gameId: string, tokens: { readonly token: string; readonly hostToken?: string | null }) => {
  // What the holder of another token has committed to is not in the shuffle of this one.
  const isOther = keptOf(storage, gameId)?.token !== tokens.token;
  keep(storage, gameId, { ...tokens, ...(isOther ? { nonces: NO_NONCES } : {}) }, Date.now());
};

/** Redeems the code of a seat's link. It tries again until the server has answered whether the code is good. */
const redeem = async (link: SeatLink): Promise<void> => {
  const { gameId, code } = link;
  const redeemed = await api.redeem(gameId, code);
  if (arriving.peek() !== link) return;
  if (redeemed.ok) keepSeat(gameId, { token: redeemed.value.token });
  const isAnswered = redeemed.ok || [400, 401, 404].includes(redeemed.error.status);
  if (isAnswered) arriving.value = null;
  else retry = setTimeout(() => void redeem(link), RETRY_MS);
  missing.value = redeemed.ok ? null : redeemed.error;
  const kept = keptOf(storage, gameId);
  if (!isAnswered || !kept?.token) return;
  // Without a new token, the seat that this browser had before is still there.
  if (!redeemed.ok) notify(whyNotFound(redeemed.error, words.value));
  missing.value = null;
  sit({ gameId, token: kept.token, hostToken: kept.hostToken });
};

/** Follows the address: it opens the session of a stored seat or of an observer, and closes the previous one. */
export const start = (): void => {
  takeFromAddress();
  effect(() => {
    const here = route.value;
    untracked(() => enter(here));
  });
};

const enter = (here: Route): void => {
  clearTimeout(retry);
  current.value?.close();
  current.value = null;
  missing.value = null;
  const link = arriving.peek();
  if (link && here.name === "play" && here.gameId === link.gameId) return void redeem(link);
  arriving.value = null;
  if (here.name === "watch") void watch(here.gameId);
  const kept = here.name === "play" ? keptOf(storage, here.gameId) : null;
  if (here.name === "play" && kept?.token)
    sit({ gameId: here.gameId, token: kept.token, hostToken: kept.hostToken });
};

/** Creates a game with the player in a seat, and opens it. With bots in the other seats it begins at once. */
export const create = async (rules: Rules, bots: boolean): Promise<void> => {
  const named = playerName.value.trim();
  const nonces = openNonces();
  const nonce_commitment = nonces.commit();
  const created = await api.create({ ...(named ? { display_name: named } : {}), nonce_commitment, rules });
  if (!created.ok) return notify(whyNot(created.error, words.value));
  const { game_id: gameId, host_token: hostToken, player } = created.value;
  keep(storage, gameId, { token: player?.token ?? null, hostToken, nonces: nonces.kept() }, Date.now());
  if (bots) await fillWithBots(gameId, hostToken);
  go({ name: "play", gameId });
};

/** Seats bots of the chosen strength in all free seats. Shows a notice when the server refuses. */
export const fillWithBots = async (gameId: string, token: string): Promise<void> => {
  const filled = await api.seatBots(gameId, token, { level: LEVEL_OF[strength.value] });
  if (!filled.ok) notify(whyNot(filled.error, words.value));
};

/** Lets a bot act for another player. Returns false and shows a notice when the server refuses. */
export const callBot = async (gameId: string, token: string, seat: number): Promise<boolean> => {
  const called = await api.free(gameId, token, seat);
  if (called.ok) return true;
  const say = words.value;
  notify(called.error.code === "invalid_action" ? say.refused.notYet : whyNot(called.error, say));
  return false;
};

/** Lets a bot act for the viewer until a return. Returns false and shows a notice when the server refuses. */
export const callOwnBot = async ({ gameId, token, snapshot }: Session): Promise<boolean> => {
  const seat = snapshot.value?.player_id;
  if (seat === undefined) return true;
  const left = await api.free(gameId, token, seat);
  if (!left.ok) notify(whyNot(left.error, words.value));
  return left.ok;
};

/** Takes a free seat of `gameId`. Returns false and shows a notice when the server refuses. */
export const join = async (gameId: string): Promise<boolean> => {
  const named = playerName.value.trim();
  const nonces = openNonces();
  const nonce_commitment = nonces.commit();
  const joined = await api.join(gameId, { ...(named ? { display_name: named } : {}), nonce_commitment });
  if (!joined.ok) {
    notify(whyNot(joined.error, words.value));
    return false;
  }
  keep(storage, gameId, { token: joined.value.token, nonces: nonces.kept() }, Date.now());
  sit({ gameId, token: joined.value.token, hostToken: keptOf(storage, gameId)?.hostToken ?? null });
  return true;
};

/** Takes the seat back from another window or device, with the latest token that this browser stores. */
export const takeBack = ({ gameId, token, hostToken, observe }: Session): void => {
  const kept = observe ? null : keptOf(storage, gameId);
  sit({ gameId, token: kept?.token ?? token, hostToken: kept?.hostToken ?? hostToken, observe });
};

/** Forgets `token`, whose seat is lost. The noted commitments, the host's token and a token of another tab stay. */
export const giveUpSeat = (gameId: string, token: string): void => {
  current.value?.close();
  current.value = null;
  replaceKey(storage, gameId, "token", { old: token, fresh: null });
};

/** Forgets `token`, and opens the seat that another tab has taken since, if there is one. */
export const sitAgain = (gameId: string, token: string): void => {
  giveUpSeat(gameId, token);
  enter(route.peek());
};

/** Forgets everything about a game that has ended. */
export const giveUp = (gameId: string): void => {
  current.value?.close();
  current.value = null;
  forget(storage, gameId);
};
