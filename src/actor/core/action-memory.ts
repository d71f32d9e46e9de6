import type { CardId, Rank, Suit } from "../../shared/game/cards.ts";
import type { Action } from "../../shared/game/decide.ts";
import type { Phrase } from "../../shared/game/rules.ts";

/** What an accepted action asked for, as far as its answer tells it: the nonce of a next deal it does not. */
export type Done = Exclude<Action, { type: "next-deal" }> | { readonly type: "next-deal" };

/** What the first answer to an accepted action said, and each repeat will hear again [P19]. */
export interface Answer {
  readonly actionId: string;
  readonly epoch: number;
  readonly revision: number;
  readonly turn: number;
  readonly action: Done;
}

/**
 * An answer in one line, `<epoch> <revision> <turn> <action> <id>`, as `1 45 31 p12 a-17`. A table remembers hundreds of them,
 * and they are most of what a checkpoint and the copy in Redis have to hold. Only the id may have spaces.
 */
export const remember = ({ epoch, revision, turn, action, actionId }: Answer): string =>
  `${epoch} ${revision} ${turn} ${written(action)} ${actionId}`;

/** The answer that `line` remembers. */
export const recall = (line: string): Answer => {
  const [epoch, revision, turn, action = ""] = line.split(" ", 4);
  const actionId = line.slice(`${epoch} ${revision} ${turn} ${action} `.length);
  const numbers = { epoch: Number(epoch), revision: Number(revision), turn: Number(turn) };
  return { actionId, ...numbers, action: read(action) };
};

/** What of `lines` remembers the answer to `actionId`, if any does. */
export const recalled = (lines: readonly string[], actionId: string): Answer | undefined => {
  // Each new action looks through all of them: one letter tells most apart.
  const last = actionId.charCodeAt(actionId.length - 1);
  for (const line of lines) {
    if (line.charCodeAt(line.length - 1) !== last || !line.endsWith(actionId)) continue;
    const answer = recall(line);
    if (answer.actionId === actionId) return answer;
  }
  return undefined;
};

const NONE = "-";

/** A letter for the type, and what it is about. */
const written = (action: Done): string => {
  switch (action.type) {
    case "bid":
      return `b${action.bid ?? NONE}`;
    case "call-partner-rank":
      return `r${action.rank}`;
    case "call-partner-suit":
      return `s${action.suit}`;
    case "play":
      return `p${action.card ?? NONE}`;
    case "reorder":
      return `h${action.hand.map(held).join("")}`;
    case "next-deal":
      return "n";
    case "say":
      return `q${action.phrase}`;
    default:
      throw unknown();
  }
};

const unknown = () => new Error("a remembered answer is of no action that is known here");

const read = (text: string): Done => {
  const about = text.slice(1);
  switch (text[0]) {
    case "b":
      return { type: "bid", bid: numberIn(about) };
    case "r":
      return { type: "call-partner-rank", rank: Number(about) as Rank };
    case "s":
      return { type: "call-partner-suit", suit: about as Suit };
    case "p":
      return { type: "play", card: numberIn(about) };
    case "h":
      return { type: "reorder", hand: (about.match(/../g) ?? []).map(numberIn) };
    case "n":
      return { type: "next-deal" };
    case "q":
      return { type: "say", phrase: about as Phrase };
    default:
      throw unknown();
  }
};

/** Two letters whatever the card: the length of what is sealed must not tell of a hand [V1]. */
const held = (card: CardId | null): string => (card === null ? "--" : String(card).padStart(2, "0"));

const numberIn = (text: string): number | null => (text.startsWith(NONE) ? null : Number(text));
