/** What a seat's own link carries, behind the `#`, which no server ever sees. */
export interface Carried {
  readonly token: string;
  readonly hostToken: string | null;
}

const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The part of a link behind the `#` that takes a seat to another device. */
export const fragmentOf = ({ token, hostToken }: Carried): string =>
  `#seat=${token}${hostToken === null ? "" : `&host=${hostToken}`}`;

/** What a fragment carries; null when it carries no seat. */
export const carriedIn = (fragment: string): Carried | null => {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  const token = fields.get("seat") ?? "";
  const host = fields.get("host") ?? "";
  if (!TOKEN.test(token)) return null;
  return { token, hostToken: TOKEN.test(host) ? host : null };
};
