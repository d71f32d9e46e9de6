import { SUITS, strengthOf } from "../../src/shared/game/cards.ts";
import type { ActionMessage } from "../../src/shared/protocol/client.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { nameOf, type Style } from "./show.ts";

/** The command in a line that a person has typed. */
export type Command =
  | { readonly kind: "act"; readonly action: ActionMessage }
  | { readonly kind: "sync" | "help" | "quit" | "nothing" }
  /** An impossible command. `sentence` says why. */
  | { readonly kind: "cannot"; readonly sentence: string };

/** All names of the commands. */
const NAMES: Readonly<Record<string, string>> = {
  ...{ sync: "sync", rivedi: "sync" },
  ...{ help: "help", "?": "help", aiuto: "help" },
  ...{ quit: "quit", exit: "quit", esci: "quit" },
  ...{ sort: "sort", ordina: "sort" },
  ...{ reorder: "reorder", riordina: "reorder" },
  ...{ next: "next", avanti: "next" },
  ...{ p: "pass", pass: "pass", passo: "pass" },
};

/** Whether `line` is a command that answers no question. */
export const isAnytime = (line: string): boolean =>
  ["sync", "help", "quit"].includes(NAMES[wordsIn(line)[0] ?? ""] ?? "");

const wordsIn = (line: string): readonly string[] => line.trim().toLowerCase().split(/\s+/);

const cannot = (sentence: string): Command => ({ kind: "cannot", sentence });
const act = (action: ActionMessage): Command => ({ kind: "act", action });

/** The command in `line` for a player with this `snapshot`. The server checks whether a bid is high enough. */
export const commandOf = (line: string, snapshot: Snapshot, style: Style): Command => {
  const [first = "", ...rest] = wordsIn(line);
  const { words } = style;
  const { hand = [], allowed = [] } = snapshot;
  const may = (type: string) => allowed.find(({ message_type }) => message_type === type);
  const name = first === "" && may("bid") ? "pass" : NAMES[first];
  switch (name) {
    case "sync":
    case "help":
    case "quit":
      return { kind: name };
    case "next":
      if (may("next-deal")) return act({ message_type: "next-deal" });
      return cannot(snapshot.phase === "end" ? words.alreadyNext : words.notOver);
    case "sort":
      return hand.length === 0 ? cannot(words.noCards) : act({ message_type: "reorder", hand: sorted(hand) });
    case "reorder": {
      if (hand.length === 0) return cannot(words.noCards);
      const wanted = rest.flatMap((one) => one.split(",")).map((one) => hand[Number(one) - 1]?.card_id);
      const complete = new Set(wanted).size === hand.length && wanted.length === hand.length;
      const cards = wanted.filter((card) => card !== undefined);
      return complete && cards.length === hand.length
        ? act({ message_type: "reorder", hand: cards })
        : cannot(words.orderNeeds(hand.length));
    }
    case "pass":
      return may("bid") ? act({ message_type: "bid", bid: -1 }) : cannot(waiting(snapshot, style));
  }
  if (first === "") return { kind: "nothing" };
  if (!/^\d{1,4}$/.test(first) || rest.length > 0) {
    const isAsked = /^\d/.test(first) && may("bid");
    return cannot(isAsked ? words.pointsOrPass : words.unknownCommand(line.trim().slice(0, 20)));
  }
  return choiceOf(Number(first), snapshot, style);
};

/** The command for a choice by its number. */
const choiceOf = (number: number, snapshot: Snapshot, style: Style): Command => {
  const { words } = style;
  const { hand = [], allowed = [] } = snapshot;
  for (const { message_type, bids, ranks, suits, cards } of allowed) {
    if (message_type === "bid" && bids) return act({ message_type, bid: number });
    if (message_type === "bid" && ranks) {
      const rank = ranks[number - 1];
      return rank === undefined ? cannot(words.numberFrom(1, ranks.length)) : act({ message_type, rank });
    }
    if (message_type === "call-partner-rank" && ranks) {
      const partner_rank = ranks[number - 1];
      if (partner_rank === undefined) return cannot(words.numberFrom(1, ranks.length));
      return act({ message_type, partner_rank });
    }
    if (message_type === "call-partner-suit" && suits) {
      const partner_suit = suits[number - 1];
      if (partner_suit === undefined) return cannot(words.numberFrom(1, suits.length));
      return act({ message_type, partner_suit });
    }
    if (message_type === "play" && cards) {
      const card = hand[number - 1]?.card_id;
      if (card === undefined) return cannot(words.numberFrom(1, hand.length));
      return act({ message_type, card });
    }
  }
  return cannot(waiting(snapshot, style));
};

/** The sentence that says why there is no choice. */
const waiting = (snapshot: Snapshot, style: Style): string => {
  const { current_player_id: turn, player_id } = snapshot;
  if (turn === null || turn === player_id) return style.words.nothingToDo;
  return style.words.notYourTurn(nameOf(snapshot, turn, style));
};

/** Sorted by suit, the strongest card first. */
const sorted = (hand: NonNullable<Snapshot["hand"]>): number[] =>
  [...hand]
    .sort(
      (a, b) =>
        SUITS.indexOf(a.suit) - SUITS.indexOf(b.suit) || strengthOf(b.card_id) - strengthOf(a.card_id),
    )
    .map(({ card_id }) => card_id);
