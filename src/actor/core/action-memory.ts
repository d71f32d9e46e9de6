import type { CardId, Rank, Suit } from "../../shared/game/cards.ts";
import type { Action } from "../../shared/game/decide.ts";
import type { Phrase } from "../../shared/game/rules.ts";

/** What an accepted action asked for, as far as its answer contains it. No answer contains a nonce. */
export type Done =
  | Exclude<Action, { type: "next-deal" | "reveal" }>
  | { readonly type: "next-deal" | "reveal" };

/** The first answer to an accepted action. Each repeat gets the same answer [P19]. */
export interface Answer {
  readonly actionId: string;
  readonly epoch: number;
  readonly revision: number;
  readonly turn: number;
  readonly action: Done;
}

/**
 * An answer in one line, `<epoch> <revision> <turn> <action> <id>`, as `1 45 31 p12 a-17`. A record has hundreds of
 * answers; they are the largest part of a checkpoint and of the copy in Redis. Only the id may contain spaces.
 */
export const remember = ({ epoch, revision, turn, action, actionId }: Answer): string =>
  `${epoch} ${revision} ${turn} ${written(action)} ${actionId}`;

/** The answer in `line`. */
export const recall = (line: string): Answer => {
  const [epoch, revision, turn, action = ""] = line.split(" ", 4);
  const actionId = line.slice(`${epoch} ${revision} ${turn} ${action} `.length);
  const numbers = { epoch: Number(epoch), revision: Number(revision), turn: Number(turn) };
  return { actionId, ...numbers, action: read(action) };
};

/** The answer to `actionId` in `lines`, or undefined. */
export const recalled = (lines: readonly string[], actionId: string): Answer | undefined => {
  // Each new action searches all lines. The comparison of one character excludes most of them.
  const last = actionId.charCodeAt(actionId.length - 1);
  for (const line of lines) {
    if (line.charCodeAt(line.length - 1) !== last || !line.endsWith(actionId)) continue;
    const answer = recall(line);
    if (answer.actionId === actionId) return answer;
  }
  return undefined;
};

const NONE = "-";

/** A letter for the type, followed by the content. */
const written = (action: Done): string => {
  switch (action.type) {
    case "bid":
      return "rank" in action ? `k${action.rank}` : `b${action.bid ?? NONE}`;
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
    case "reveal":
      return "v";
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
    case "k":
      return { type: "bid", rank: Number(about) as Rank };
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
    case "v":
      return { type: "reveal" };
    case "q":
      return { type: "say", phrase: about as Phrase };
    default:
      throw unknown();
  }
};

/** Two characters for each card, because the length of the ciphertext must not reveal a hand [V1]. */
const held = (card: CardId | null): string => (card === null ? "--" : String(card).padStart(2, "0"));

const numberIn = (text: string): number | null => (text.startsWith(NONE) ? null : Number(text));
