import { createHash, createHmac } from "node:crypto";
import { faceOf, type SuitName, worthOf } from "../../dev/clients/cards.ts";
import type { Move } from "../../dev/clients/moves.ts";
import { commitmentOf, nonceOf } from "../../dev/clients/nonces.ts";
import type { Rules } from "../../src/shared/game/rules.ts";
import type { Viewer } from "../../src/shared/protocol/view.ts";

/*
 * A second implementation of the game, written only from SPEC.md. It shares no code with src/ but types, and returns
 * the required content of every snapshot.
 */

/** The hands of shuffle 2 according to the protocol's text, with node:crypto. */
export const shuffleByHand = (
  gameId: string,
  dealNumber: number,
  attempt: number,
  secret: string,
  nonces: readonly string[],
): number[][] => {
  const entropy = createHash("sha256").update(nonces.join(",")).digest("hex");
  const stream: number[] = [];
  for (let block = 0; block < 20; block += 1) {
    const text = `${gameId}:${dealNumber}:${attempt}:${entropy}:${block}`;
    const bytes = createHmac("sha256", Buffer.from(secret, "hex")).update(text).digest();
    for (let at = 0; at < 32; at += 4) stream.push(bytes.readUInt32BE(at));
  }
  const cards = [...Array(40).keys()];
  for (let place = 39; place > 0; place -= 1) {
    const fair = 2 ** 32 - (2 ** 32 % (place + 1));
    const word = stream.splice(0, stream.findIndex((one) => one < fair) + 1).at(-1) as number;
    const other = word % (place + 1);
    [cards[place], cards[other]] = [cards[other] as number, cards[place] as number];
  }
  return [0, 8, 16, 24, 32].map((from) => cards.slice(from, from + 8));
};

/** The hands of shuffle 1, which 1.0 used. */
export const formerShuffleByHand = (
  gameId: string,
  dealNumber: number,
  attempt: number,
  secret: string,
  nonces: readonly string[],
): number[][] => {
  const entropy = nonces.join("") ? `:${createHash("sha256").update(nonces.join(",")).digest("hex")}` : "";
  const key = (id: number) =>
    createHmac("sha256", Buffer.from(secret, "hex"))
      .update(`${gameId}:${dealNumber}:${attempt}:${id}${entropy}`)
      .digest();
  const order = [...Array(40).keys()].map((id) => ({ id, key: key(id) }));
  order.sort((a, b) => Buffer.compare(a.key, b.key));
  return [0, 8, 16, 24, 32].map((from) => order.slice(from, from + 8).map(({ id }) => id));
};

export const commitmentByHand = (secret: string): string =>
  createHash("sha256").update(Buffer.from(secret, "hex")).digest("hex");

const STRONGEST_FIRST = [1, 3, 10, 9, 8, 7, 6, 5, 4, 2];

/** The winner of the trick, by comparing pairs in the order of play. */
export const takerOf = (trick: readonly (readonly [number, number])[], trump: SuitName): number => {
  const beats = (one: number, other: number) => {
    const [a, b] = [faceOf(one), faceOf(other)];
    if (a.suit === b.suit) return STRONGEST_FIRST.indexOf(a.rank) < STRONGEST_FIRST.indexOf(b.rank);
    return a.suit === trump;
  };
  let [seat, best] = trick[0] as readonly [number, number];
  for (const [who, card] of trick.slice(1)) if (beats(card, best)) [seat, best] = [who, card];
  return seat;
};

/** The score of each seat for a deal, according to SPEC.md. */
export const settle = (
  caller: number,
  partner: number,
  bid: number,
  sidePoints: number,
  ladder: boolean,
  factor = 1,
): number[] => {
  let stake = sidePoints >= bid ? 1 : -1;
  if (sidePoints === 120 || sidePoints === 0) stake *= 2;
  if (ladder && bid > 110) stake *= 6;
  else if (ladder && bid > 100) stake *= 5;
  else if (ladder && bid > 90) stake *= 4;
  else if (ladder && bid > 80) stake *= 3;
  else if (ladder && bid > 70) stake *= 2;
  stake *= factor;
  const delta = [-stake, -stake, -stake, -stake, -stake];
  delta[partner] = stake;
  delta[caller] = caller === partner ? 4 * stake : 2 * stake;
  return delta;
};

/** A seat, the points of its bid or -1, and the rank of its bid in an auction by ranks. */
type Call = readonly [number, number, number?];

interface Taken {
  readonly winner: number;
  readonly cards: [number, number][];
}

export class Referee {
  phase = "ready";
  dealNumber = 1;
  attempt = 0;
  dealer: number;
  nonces = ["", "", "", "", ""];
  hands: number[][] = [[], [], [], [], []];
  dealt: number[][] = [];
  bids: Call[] = [];
  /** Attempts at this deal in which all passed. */
  passedOut = 0;
  turn: number | null = null;
  leader: number | null = null;
  caller: number | null = null;
  bid: number | null = null;
  rank: number | null = null;
  trump: SuitName | null = null;
  trick: [number, number][] = [];
  taken: Taken[] = [];
  ready: number[] = [];
  /** The time, which stands still; epoch ms. */
  now = 0;
  told: { secret: string; nonces: string[]; commitments: string[]; shuffle: 2 } | null = null;
  delta: number[] = [0, 0, 0, 0, 0];
  score = [0, 0, 0, 0, 0];
  called = [0, 0, 0, 0, 0];
  made = [0, 0, 0, 0, 0];
  played = 0;
  redeals = { weak: 0, passed: 0 };
  readonly gameId: string;
  readonly rules: Rules;
  readonly secretFor: (dealNumber: number) => string;

  constructor(gameId: string, rules: Rules, dealer: number, secretFor: (dealNumber: number) => string) {
    this.gameId = gameId;
    this.rules = rules;
    this.dealer = dealer;
    this.secretFor = secretFor;
  }

  /** Deals after five players have taken seats or asked for the next deal. */
  deal(): void {
    const { gameId, dealNumber, nonces, rules } = this;
    for (;;) {
      this.hands = shuffleByHand(gameId, dealNumber, this.attempt, this.secretFor(dealNumber), nonces);
      if (!this.hands.some((hand) => worthOf(hand) < rules.weak_hand_below)) break;
      this.attempt += 1;
      this.redeals.weak += 1;
    }
    this.dealt = this.hands.map((hand) => [...hand]);
    this.phase = "bid";
    this.bids = [];
    this.turn = (this.dealer + 1) % 5;
    this.leader = rules.first_lead === "eldest" ? this.turn : null;
    this.caller = this.bid = this.rank = this.trump = null;
    this.trick = [];
    this.taken = [];
  }

  private get high(): Call | undefined {
    return this.bids.filter(([, bid]) => bid > 0).at(-1);
  }

  /** The ranks that may be bid now: those weaker than the last one. */
  private get openRanks(): number[] {
    if (this.rules.auction !== "ranks") return [];
    const last = this.high?.[2];
    return last === undefined ? STRONGEST_FIRST : STRONGEST_FIRST.slice(STRONGEST_FIRST.indexOf(last) + 1);
  }

  private fits(bid: number): boolean {
    if (this.openRanks.length > 0) return false;
    const lowest = Math.max(this.rules.minimum_bid, (this.high?.[1] ?? 0) + 1);
    return Number.isInteger(bid) && bid >= lowest && bid <= 120;
  }

  /** The seat that was dealt the called card, if rank and suit are known. */
  get partner(): number | null {
    const { rank, trump } = this;
    if (rank === null || trump === null) return null;
    return this.dealt.findIndex((hand) =>
      hand.some((card) => faceOf(card).rank === rank && faceOf(card).suit === trump),
    );
  }

  get faceUp(): number[] {
    return [...this.trick, ...this.taken.flatMap(({ cards }) => cards)].map(([, card]) => card);
  }

  get partnerIsPublic(): boolean {
    const { rank, trump, phase } = this;
    if (rank === null || trump === null) return false;
    return (
      phase === "end" || this.faceUp.some((card) => faceOf(card).rank === rank && faceOf(card).suit === trump)
    );
  }

  legal(seat: number, move: Move): boolean {
    const { phase } = this;
    const onTurn = this.turn === seat;
    switch (move.message_type) {
      case "bid": {
        if (phase !== "bid" || !onTurn) return false;
        if ("rank" in move) return this.openRanks.includes(move.rank);
        return move.bid === -1 || this.fits(move.bid);
      }
      case "call-partner-rank":
        return phase === "call-partner-rank" && seat === this.caller;
      case "call-partner-suit":
        return phase === "call-partner-suit" && seat === this.caller;
      case "play": {
        const open = ["play-first-trick", "play-tricks", "trick-won"].includes(phase);
        return open && onTurn && (this.hands[seat] as number[]).includes(move.card);
      }
      case "reorder": {
        const held = [...(this.hands[seat] as number[])].sort((a, b) => a - b);
        const named = [...move.hand].sort((a, b) => a - b);
        return held.length > 0 && held.join() === named.join();
      }
      case "next-deal":
        return phase === "end" && !this.ready.includes(seat);
      // The table of the test reveals all nonces at once, so the phase is never there.
      case "reveal":
        return false;
    }
  }

  apply(seat: number, move: Move): void {
    switch (move.message_type) {
      case "bid":
        if ("rank" in move) this.applyBid([seat, 61, move.rank]);
        else if (move.bid === -1 || this.rules.auction === "points") this.applyBid([seat, move.bid]);
        else this.applyBid([seat, move.bid, 2]);
        return;
      case "call-partner-rank":
        this.rank = move.partner_rank;
        // After the first trick the suit follows at once.
        if (this.trick.length === 5) this.phase = "call-partner-suit";
        else this.afterRank();
        return;
      case "call-partner-suit":
        this.trump = move.partner_suit;
        if (this.trick.length === 5) {
          this.take();
        } else {
          this.phase = "play-first-trick";
          this.turn = this.leader;
        }
        return;
      case "play": {
        if (this.phase === "trick-won") this.phase = "play-tricks";
        const hand = this.hands[seat] as number[];
        hand.splice(hand.indexOf(move.card), 1);
        this.trick.push([seat, move.card]);
        if (this.trick.length < 5) {
          this.turn = (seat + 1) % 5;
        } else if (this.trump === null) {
          this.phase = this.rank === null ? "call-partner-rank" : "call-partner-suit";
          this.turn = this.caller;
        } else {
          this.take();
        }
        return;
      }
      case "reorder":
        this.hands[seat] = [...move.hand];
        return;
      case "next-deal":
        this.ready.push(seat);
        this.nonces[seat] = move.nonce ?? nonceOf(move.nonce_commitment ?? "");
        if (this.ready.length === 5) this.nextDeal();
        return;
      case "reveal":
        throw new Error("a nonce is revealed outside the shuffle");
    }
  }

  /** The rank is known, or will be called after the first trick. */
  private afterRank(): void {
    if (this.rules.suit_call === "before-play") {
      this.phase = "call-partner-suit";
      this.turn = this.caller;
    } else {
      this.phase = "play-first-trick";
      this.turn = this.leader;
    }
  }

  private applyBid(call: Call): void {
    const [seat, bid] = call;
    this.bids.push(call);
    const passed = this.bids.filter(([, points]) => points === -1).map(([who]) => who);
    const { high } = this;
    if (high && (bid === 120 || passed.length === 4)) {
      const [caller, points, rank] = high;
      [this.caller, this.bid, this.rank] = [caller, points, rank ?? null];
      this.leader = this.rules.first_lead === "eldest" ? (this.dealer + 1) % 5 : this.caller;
      if (this.rank !== null || this.rules.rank_call === "after-first-trick") this.afterRank();
      else {
        this.phase = "call-partner-rank";
        this.turn = this.caller;
      }
    } else if (passed.length === 5) {
      this.attempt += 1;
      this.passedOut += 1;
      this.redeals.passed += 1;
      this.dealer = (this.dealer + 1) % 5;
      this.deal();
    } else {
      let next = (seat + 1) % 5;
      while (passed.includes(next)) next = (next + 1) % 5;
      this.turn = next;
    }
  }

  private take(): void {
    const winner = takerOf(this.trick, this.trump as SuitName);
    this.taken.push({ winner, cards: this.trick });
    this.trick = [];
    if (this.taken.length < 8) {
      this.phase = "trick-won";
      this.turn = this.leader = winner;
      return;
    }
    this.phase = "end";
    this.turn = this.leader = null;
    this.ready = [];
    const commitments = this.nonces.map((nonce) => (nonce === "" ? "" : commitmentOf(nonce)));
    const secret = this.secretFor(this.dealNumber);
    this.told = { secret, nonces: this.nonces, commitments, shuffle: 2 };
    this.nonces = ["", "", "", "", ""];
    const [caller, bid] = [this.caller as number, this.bid as number];
    const side = this.sidePoints;
    const isLadder = this.rules.multiplier === "ladder";
    this.delta = settle(caller, this.partner as number, bid, side, isLadder, this.factor);
    this.score = this.score.map((points, seat) => points + (this.delta[seat] as number));
    this.called[caller] = (this.called[caller] as number) + 1;
    if (side >= bid) this.made[caller] = (this.made[caller] as number) + 1;
    this.played += 1;
  }

  /** How many times the deal counts because all passed before it. */
  get factor(): number {
    return this.rules.thrown_in === "same" ? 1 : ([1, 2, 4][this.passedOut] ?? 4);
  }

  get sidePoints(): number {
    const side = this.taken.filter(({ winner }) => winner === this.caller || winner === this.partner);
    return worthOf(side.flatMap(({ cards }) => cards.map(([, card]) => card)));
  }

  private get matchIsOver(): boolean {
    const { deals, match_points: goal } = this.rules;
    return this.played === deals || (goal !== null && Math.max(...this.score) >= goal);
  }

  private nextDeal(): void {
    if (this.matchIsOver) {
      this.score = [0, 0, 0, 0, 0];
      this.called = [0, 0, 0, 0, 0];
      this.made = [0, 0, 0, 0, 0];
      this.played = 0;
    }
    this.dealNumber += 1;
    this.attempt = 0;
    this.passedOut = 0;
    this.dealer = (this.dealer + 1) % 5;
    this.deal();
  }

  /** The fields of `viewer`'s snapshot that the rules determine. */
  snapshot(viewer: Viewer): Record<string, unknown> {
    const { phase } = this;
    const show = (trick: readonly (readonly [number, number])[]) =>
      trick.map(([seat, card]) => ({ player_id: seat, card: faceOf(card) }));
    const points = (of: (seat: number) => number) =>
      [0, 1, 2, 3, 4].map((seat) => ({ player_id: seat, points: of(seat) }));
    const won = (seat: number) =>
      worthOf(
        this.taken
          .filter(({ winner }) => winner === seat)
          .flatMap(({ cards }) => cards.map(([, card]) => card)),
      );
    const history = this.taken.map(({ winner, cards }) => ({
      winner_id: winner,
      points: worthOf(cards.map(([, card]) => card)),
      cards: show(cards),
    }));
    const last = history.at(-1);
    const knows = this.partnerIsPublic || this.partner === viewer;
    const over = this.matchIsOver;
    const made = this.sidePoints >= (this.bid ?? 0);
    return {
      phase,
      deal_number: this.dealNumber,
      current_player_id: this.turn,
      current_leader_id: this.leader,
      caller_id: this.caller,
      bid: this.bid,
      partner_rank: this.rank,
      trump_suit: this.trump,
      partner_id: knows ? this.partner : null,
      deal_factor: this.factor,
      trick: show(this.trick),
      trick_history: history,
      scores: points(won),
      match_scores: points((seat) => this.score[seat] as number),
      cards_left: [0, 1, 2, 3, 4].map((seat) => ({
        player_id: seat,
        count: (this.hands[seat] as number[]).length,
      })),
      deal_commitment: commitmentByHand(this.secretFor(this.dealNumber)),
      bids: this.bids.map(([seat, bid, rank]) => ({
        player_id: seat,
        bid,
        ...(rank === undefined ? {} : { rank }),
      })),
      ...(phase === "trick-won"
        ? { trick_cards: last?.cards, trick_points: last?.points, winner_id: last?.winner_id }
        : {}),
      ...(viewer === "observer" ? {} : { hand: (this.hands[viewer] as number[]).map(faceOf) }),
      ...(phase === "end"
        ? {
            end_state: {
              winner_ids: [0, 1, 2, 3, 4].filter(
                (seat) => (seat === this.caller || seat === this.partner) === made,
              ),
              caller_id: this.caller,
              partner_id: this.partner,
              bid: this.bid,
              caller_side_points: this.sidePoints,
              final_scores: points(won),
              match_delta: points((seat) => this.delta[seat] as number),
              deal_reveal: { deal_number: this.dealNumber, attempt: this.attempt, ...this.told },
              ready: this.ready,
              ready_deadline: this.ready.length > 0 && !over ? this.now + 60_000 : null,
              match_over: over,
              ...(over ? { ranking: this.ranking() } : {}),
              next_deal_commitment: commitmentByHand(this.secretFor(this.dealNumber + 1)),
            },
          }
        : {}),
    };
  }

  private ranking(): number[] {
    const ahead = (a: number, b: number) => {
      for (const list of [this.score, this.called, this.made]) {
        if (list[a] !== list[b]) return (list[a] as number) > (list[b] as number);
      }
      return a < b;
    };
    return [0, 1, 2, 3, 4].sort((a, b) => (ahead(a, b) ? -1 : 1));
  }
}
