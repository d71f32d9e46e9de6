import { randomBytes } from "node:crypto";
import { nonceCommitment } from "../../src/shared/game/shuffle.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import type { Move, Moves } from "./moves.ts";
import type { Frame } from "./socket.ts";

/** The fields of public messages from which the state of the deal is known. */
type Told = Partial<Pick<Snapshot, "phase" | "current_player_id" | "bid">> & {
  readonly highest_bid?: number | null;
};

/**
 * Whole deals with the simplest legal moves: the first bidder bids the minimum and the others pass, the caller calls
 * ranks and suits in turn, and each seat plays its first card. One seat reads the public messages, and each seat reads
 * its own hand.
 */
export const dealMoves = (): Moves => {
  const hands: number[][] = [[], [], [], [], []];
  let phase = "ready";
  let turn: number | null = null;
  let highest: number | null = null;
  let minimum = 0;
  let readied = 0;
  let calls = 0;
  let nonce = "";

  const follow = (told: Told) => {
    if (told.phase !== undefined && told.phase !== phase) {
      phase = told.phase;
      readied = 0;
      if (phase === "bid") highest = null;
    }
    if (told.current_player_id !== undefined) turn = told.current_player_id;
    if (told.highest_bid !== undefined) highest = told.highest_bid;
  };
  const takeSnapshot = (seat: number, snapshot: Snapshot) => {
    hands[seat] = cardsOf(snapshot.hand);
    if (seat !== 0) return;
    follow(snapshot);
    highest = snapshot.bids?.findLast(({ bid }) => bid >= 0)?.bid ?? null;
    readied = snapshot.end_state?.ready.length ?? 0;
    minimum = snapshot.rules.minimum_bid;
  };
  const hear = (seat: number, type: string, frame: Frame) => {
    if (type === "join.ok") return takeSnapshot(seat, frame.json().snapshot as Snapshot);
    // A new hand. Its played cards are removed here.
    if (type === "hand.update") {
      const held = hands[seat]?.length ?? 0;
      if (held === 0 || held === 8) hands[seat] = cardsOf(frame.json().hand as Snapshot["hand"]);
      return;
    }
    if (seat !== 0) return;
    if (type === "player.ready") readied += 1;
    else if (FOLLOWED.includes(type)) follow(frame.json() as Told);
  };
  const choose = (seat: number): Move["body"] => {
    switch (phase) {
      case "bid":
        return { message_type: "bid", bid: highest === null ? minimum : -1 };
      case "call-partner-rank":
        calls += 1;
        return { message_type: "call-partner-rank", partner_rank: 1 + (calls % 10) };
      case "call-partner-suit":
        return { message_type: "call-partner-suit", partner_suit: SUITS[calls % 4] };
      case "end": {
        if (readied < LAST) return { message_type: "next-deal" };
        nonce = randomBytes(32).toString("hex");
        return { message_type: "next-deal", nonce_commitment: nonceCommitment(nonce) };
      }
      case "shuffle":
        return { message_type: "reveal", nonce };
      default:
        return { message_type: "play", card: hands[seat]?.shift() };
    }
  };
  return {
    hear,
    next: () => {
      const seat = phase === "end" ? readied : phase === "shuffle" ? LAST : turn;
      if (seat === null) throw new Error(`nobody is on turn in phase ${phase}`);
      const isDealing = phase === "shuffle";
      const isLast = hands.reduce((sum, hand) => sum + hand.length, 0) === 1;
      const body = choose(seat);
      const type = isDealing ? DEALS : isLast && body.message_type === "play" ? LAST_CARD : null;
      return { seat, type: type ?? String(body.message_type), body };
    },
  };
};

/** The types of the two actions that do more than others of their message: the deal is made, and it ends. */
export const DEALS = "the reveal that deals";
export const LAST_CARD = "the last card";

/** The seat that asks for the next deal last. It commits to a nonce, and its `reveal` deals the cards. */
const LAST = 4;
const SUITS = ["coins", "cups", "swords", "clubs"];
const FOLLOWED = ["phase.change", "bid.placed", "trick.played", "trick.won"];

const cardsOf = (hand: Snapshot["hand"]): number[] => (hand ?? []).map(({ card_id }) => card_id);
