import type { Rank, Suit } from "../../shared/game/cards.ts";
import type { Phrase } from "../../shared/game/rules.ts";
import { type Done, unknownAction } from "./action-code.ts";
import type { Answer } from "./action-memory.ts";

/** The answer in a line of format 2, `<epoch> <revision> <turn> <action> <id>`. Only the id may contain spaces. */
export const answerIn = (line: string): Answer => {
  const [epoch, revision, turn, action = ""] = line.split(" ", 4);
  const actionId = line.slice(`${epoch} ${revision} ${turn} ${action} `.length);
  const numbers = { epoch: Number(epoch), revision: Number(revision), turn: Number(turn) };
  return { actionId, ...numbers, action: read(action) };
};

/** An action: a letter for its type, and its content. */
const read = (text: string): Done => {
  const about = text.slice(1);
  switch (text[0]) {
    case "b":
      return { type: "bid", bid: about === "-" ? null : Number(about) };
    case "k":
      return { type: "bid", rank: Number(about) as Rank };
    case "r":
      return { type: "call-partner-rank", rank: Number(about) as Rank };
    case "s":
      return { type: "call-partner-suit", suit: about as Suit };
    case "p":
      return { type: "play", card: Number(about) };
    case "h":
      return { type: "reorder", hand: (about.match(/../g) ?? []).map(Number) };
    case "n":
      return { type: "next-deal" };
    case "v":
      return { type: "reveal" };
    case "q":
      return { type: "say", phrase: about as Phrase };
    default:
      throw unknownAction();
  }
};
