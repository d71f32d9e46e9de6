import { gameIdOf } from "../../shared/protocol/ids.ts";

/** What the fragment of a seat's link has: the game, and a code that is good once. Browsers send no fragment to servers. */
export interface SeatLink {
  readonly gameId: string;
  readonly code: string;
}

/** The link that moves a seat to another device, on the page at `origin`. It is short, so that phones read its QR code. */
export const seatLinkTo = (origin: string, { gameId, code }: SeatLink): string =>
  `${origin}/#seat=${gameId}.${code}`;

/** The tokens in the fragment of a link to a game. A host makes one for a minted token, and 1.0 made them for seats. */
export interface Carried {
  readonly token: string;
  readonly hostToken: string | null;
}

const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The tokens in a fragment; null without the token of a seat. */
export const carriedIn = (fragment: string): Carried | null => {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  const token = fields.get("seat") ?? "";
  const host = fields.get("host") ?? "";
  if (!TOKEN.test(token)) return null;
  return { token, hostToken: TOKEN.test(host) ? host : null };
};

/** The seat's link in an address, or in a text that contains it; null without one. */
export const seatLinkIn = (text: string): SeatLink | null => {
  const [, game = "", one = ""] = /#seat=([0-9a-z]{6})\.([0-9a-z]{6})(?![0-9a-z])/i.exec(text) ?? [];
  const [gameId, code] = [gameIdOf(game), gameIdOf(one)];
  return gameId && code ? { gameId, code } : null;
};
