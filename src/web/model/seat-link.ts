/** The tokens in the fragment of a seat's link. Browsers do not send fragments to servers. */
export interface Carried {
  readonly token: string;
  readonly hostToken: string | null;
}

const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The fragment of a link that moves a seat to another device. */
export const fragmentOf = ({ token, hostToken }: Carried): string =>
  `#seat=${token}${hostToken === null ? "" : `&host=${hostToken}`}`;

/** The tokens in a fragment; null without the token of a seat. */
export const carriedIn = (fragment: string): Carried | null => {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  const token = fields.get("seat") ?? "";
  const host = fields.get("host") ?? "";
  if (!TOKEN.test(token)) return null;
  return { token, hostToken: TOKEN.test(host) ? host : null };
};
