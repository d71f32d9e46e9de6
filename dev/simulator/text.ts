import { isDeepStrictEqual } from "node:util";

/** A position in the sequence of public messages of a game. */
export interface Place {
  readonly epoch: number;
  readonly revision: number;
}
/** The first fields of each message. Messages of the edge have no place. */
export interface Head extends Place {
  readonly message_type: string;
  readonly origin: string;
}

/** The separator of two messages in a batch. Quotes inside a string are escaped, so no name can match. */
const SEAM = /(?<=\}),(?=\{"message_type":"[\w.-]+","game_id":)/;

/** The messages of a frame as they were encoded: one, or those of a batch. */
export const messagesIn = (text: string): readonly string[] =>
  text.startsWith("[") ? text.slice(1, -1).split(SEAM) : [text];

const HEAD =
  /^{"message_type":"([\w.]+)","game_id":"\w+","version":"[\d.]+","origin":"(\w+)","ts":\d+,"epoch":(\d+),"revision":(\d+)/;

/** The head of a message. A message in another format is parsed as a whole. */
export const headOf = (text: string): Head => {
  const found = HEAD.exec(text);
  if (!found) return JSON.parse(text) as Head;
  const [, message_type = "", origin = "", epoch, revision] = found;
  return { message_type, origin, epoch: Number(epoch), revision: Number(revision) };
};

const CARD = '"card_id":';
const CARDS = '"cards":[';
const [ZERO, NINE, COMMA] = ["0", "9", ","].map((sign) => sign.charCodeAt(0)) as [number, number, number];

/**
 * The numbers of all cards in `text`, as faces or in a list. It does not parse the text, because it runs on most
 * messages.
 */
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

/** Whether the field `name` of `text` is `value`, with its fields in the same order. */
export const hasField = (text: string, name: string, value: unknown): boolean => {
  const field = `"${name}":`;
  const at = text.indexOf(field);
  return at >= 0 && text.startsWith(JSON.stringify(value), at + field.length);
};

/** Whether both values have the same JSON. The comparison is fast when their fields have the same order. */
export const isSame = (one: unknown, other: unknown): boolean => {
  const [left, right] = [JSON.stringify(one), JSON.stringify(other)];
  return left === right || isDeepStrictEqual(JSON.parse(left), JSON.parse(right));
};
