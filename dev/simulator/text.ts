import { isDeepStrictEqual } from "node:util";

/** Where a game stands: one public message after another, in each of its lives. */
export interface Place {
  readonly epoch: number;
  readonly revision: number;
}
/** What stands first in each message; those of the edge have no place. */
export interface Head extends Place {
  readonly message_type: string;
  readonly origin: string;
}

/** Between two messages of a batch. A quote inside a string is escaped, so no name can look like this. */
const SEAM = /(?<=\}),(?=\{"message_type":"[\w.-]+","game_id":)/;

/** The messages of a frame, as they were encoded: one, or those of a batch. */
export const messagesIn = (text: string): readonly string[] =>
  text.startsWith("[") ? text.slice(1, -1).split(SEAM) : [text];

const HEAD =
  /^{"message_type":"([\w.]+)","game_id":"\w+","version":"[\d.]+","origin":"(\w+)","ts":\d+,"epoch":(\d+),"revision":(\d+)/;

/** The head of a message; one that does not begin as it should is read as a whole. */
export const headOf = (text: string): Head => {
  const found = HEAD.exec(text);
  if (!found) return JSON.parse(text) as Head;
  const [, message_type = "", origin = "", epoch, revision] = found;
  return { message_type, origin, epoch: Number(epoch), revision: Number(revision) };
};

const CARD = '"card_id":';
const CARDS = '"cards":[';
const [ZERO, NINE, COMMA] = ["0", "9", ","].map((sign) => sign.charCodeAt(0)) as [number, number, number];

/** The numbers of all cards in `text`, be it by a face or in a list. Most of what is said is looked through for them. */
export const cardsIn = (text: string): number[] => {
  const cards: number[] = [];
  const read = (from: number) => {
    let at = from;
    let card = 0;
    for (; ; at += 1) {
      const sign = text.charCodeAt(at);
      if (!(sign >= ZERO && sign <= NINE)) break;
      card = 10 * card + sign - ZERO;
    }
    if (at > from) cards.push(card);
    return at;
  };
  for (let at = text.indexOf(CARD); at >= 0; at = text.indexOf(CARD, at)) at = read(at + CARD.length);
  for (let at = text.indexOf(CARDS); at >= 0; at = text.indexOf(CARDS, at)) {
    at = read(at + CARDS.length);
    while (text.charCodeAt(at) === COMMA) at = read(at + 1);
  }
  return cards;
};

/** Whether `text` has `value` as its field `name`, its own fields in the same order. */
export const hasField = (text: string, name: string, value: unknown): boolean => {
  const field = `"${name}":`;
  const at = text.indexOf(field);
  return at >= 0 && text.startsWith(JSON.stringify(value), at + field.length);
};

/** Whether both are the same as JSON, quickly where the fields stand in the same order. */
export const isSame = (one: unknown, other: unknown): boolean => {
  const [left, right] = [JSON.stringify(one), JSON.stringify(other)];
  return left === right || isDeepStrictEqual(JSON.parse(left), JSON.parse(right));
};
