import type { HandoverWords } from "../../src/client/handover.ts";
import type { LostWords } from "../../src/client/lost-seat.ts";
import type { Suit } from "../../src/shared/game/cards.ts";
import type { Strength } from "../../src/shared/game/levels.ts";
import type { TableName } from "../../src/shared/game/tables.ts";
import type { Code } from "../../src/shared/protocol/refusal.ts";

interface Face {
  readonly rank: number;
  readonly suit: Suit;
}

/** The caller's side: the caller, and the partner unless the caller plays alone. */
type Side = readonly string[];

/** All text of the terminal client in one language. No line is longer than 80 columns with names of 14 characters. */
export interface Words {
  // Cards.
  readonly card: (card: Face) => string;
  readonly ranks: readonly string[];
  /** A rank in one character, for the short symbol of a card. */
  readonly rankSymbols: string;
  readonly suits: Readonly<Record<Suit, string>>;

  // The game.
  readonly watchWith: (gameId: string, command: string) => string;
  readonly inviteWith: (command: string) => string;
  readonly youSit: (seat: number, name: string) => string;
  readonly youWatch: (gameId: string) => string;
  readonly seatsTaken: (count: number) => string;
  readonly sitsDown: (name: string) => string;
  readonly isBack: (name: string) => string;
  readonly isAway: (name: string) => string;
  readonly hasLeft: (name: string) => string;
  readonly botPlays: (name: string) => string;
  /** Explains a handover of a seat. These sentences are wrapped. */
  readonly handover: HandoverWords;
  /** For a newcomer whose seat a bot plays until the end of the deal. */
  readonly waiting: string;
  readonly nowYou: string;
  readonly wantsNext: (name: string) => string;
  readonly someone: (seat: number) => string;
  /** The name of a person who gave none. */
  readonly guest: string;

  // The deal.
  readonly deal: (number: number, of: number) => string;
  readonly commitment: string;
  readonly auction: string;
  readonly rulesChanged: string;
  readonly thrownIn: (reason: "weak_hand" | "all_passed") => string;
  readonly bids: (points: number) => string;
  readonly bidsRank: (rank: number) => string;
  readonly passes: string;
  /** A pass in a list of bids. */
  readonly pass: string;
  readonly contract: (name: string, bid: number) => string;
  readonly callerMark: string;
  readonly rankCalled: (name: string, rank: number) => string;
  readonly cardCalled: (name: string, card: string) => string;
  readonly calledRank: (rank: number) => string;
  readonly called: (card: string) => string;
  readonly trick: (number: number) => string;
  readonly leads: (name: string) => string;
  readonly points: (points: number) => string;
  readonly takes: (name: string, points: number) => string;
  readonly partner: (name: string) => string;
  readonly alone: (name: string) => string;
  readonly youArePartner: (caller: string) => string;
  readonly youAreAlone: string;

  // The result.
  readonly result: string;
  readonly made: (side: Side, points: number, bid: number) => string;
  readonly failed: (side: Side, points: number, bid: number) => string;
  readonly inMatch: string;
  readonly ranking: string;
  readonly checked: (holds: boolean) => string;

  // Questions and messages for a person.
  readonly standing: string;
  readonly shuffling: string;
  readonly onTable: string;
  readonly yourCards: string;
  readonly askBid: (min: number, max: number) => string;
  readonly askRank: string;
  readonly askBidRank: string;
  readonly askSuit: string;
  readonly askCard: (count: number) => string;
  readonly askNext: string;
  readonly onTurn: (name: string) => string;
  readonly notYourTurn: (name: string) => string;
  readonly nothingToDo: string;
  readonly numberFrom: (min: number, max: number) => string;
  readonly pointsOrPass: string;
  readonly notOver: string;
  readonly alreadyNext: string;
  readonly orderNeeds: (count: number) => string;
  readonly noCards: string;
  readonly unknownCommand: (text: string) => string;
  readonly help: readonly string[];
  /** How each known table plays, and one of its own. */
  readonly tables: Readonly<Record<TableName | "own", readonly string[]>>;
  readonly readyForNext: string;
  readonly fresh: string;
  readonly left: string;
  readonly noInput: string;
  /** The sentence for a refusal, addressed to the player. */
  readonly refused: (code: Code) => string;

  // The connection.
  readonly lost: string;
  readonly back: string;
  readonly replaced: string;
  readonly ended: string;
  readonly barred: string;
  /** The reason for the loss of a seat. It follows the previous sentence. */
  readonly lostBecause: LostWords;
  /** After a restore. */
  readonly restored: string;
  /** Follows it when the cards may have been shown. */
  readonly restoredTold: string;
  readonly gaveUp: string;
  readonly starting: string;
  readonly unreachable: (url: string) => string;
  readonly noGame: (gameId: string) => string;
  readonly full: (gameId: string) => string;
  readonly tooMany: string;

  // The command line.
  readonly usage: readonly string[];
  readonly unknownOption: (option: string) => string;
  readonly unknownWord: (text: string) => string;
  readonly needsValue: (option: string) => string;
  readonly takesNoValue: (option: string) => string;
  readonly badSeat: string;
  /** The names of the bot levels, which are also the values on the command line. */
  readonly strengths: Readonly<Record<Strength, string>>;
  readonly badBots: string;
  readonly botsNeedGame: string;
  readonly badDeals: string;
  readonly badGame: (option: string) => string;
  readonly badUrl: string;
  readonly badLanguage: string;
  readonly onlyOne: string;
  readonly nameNeedsPerson: string;
}
