import { BIT, POINTS, SUIT, SUIT_SIZE } from "./slots.ts";

export const NONE = -1;

/** Whether `slot`, played after `top`, takes the trick from it. */
export const over = (slot: number, top: number, trump: number): boolean => {
  const suit = SUIT[slot] as number;
  return suit === SUIT[top] ? slot > top : suit === trump;
};

/**
 * One deal from the blind trick on, changed in place: what `decide` and `evolve` do with cards, made to be repeated
 * hundreds of thousands of times a second. It may hold five hands, or one seat's hand and what that seat has seen: who
 * plays by it looks at the hand on turn, at `live` and at what is public, and at nothing else.
 */
export class Deal {
  /** The sets of cards held, four suits for each seat. */
  readonly hands = new Uint16Array(20);
  /** The sets of cards that have not been played, one for each suit. */
  readonly live = new Uint16Array(4);
  /** How many cards each seat holds, and all of them together. */
  readonly left = new Uint8Array(5);
  all = 0;
  /** The card points that each seat has taken. */
  readonly points = new Uint8Array(5);
  caller = 0;
  /** The strength of the called rank. */
  rank = 0;
  /** Whether the first trick is played before the trump is named. */
  blind = true;
  trump = NONE;
  /** The slot of the called card, once there is a trump. */
  called = NONE;
  /** The partner as everyone knows it: the called card has been played. */
  shown = NONE;
  /** Who leads the trick on the table. */
  leader = 0;
  /** The slots on the table, of which `laid` are of now, and their card points. */
  readonly trick = new Uint8Array(5);
  laid = 0;
  stake = 0;
  /** Tricks that have been taken. */
  tricks = 0;
  /** The slot that is winning the trick, as far as that is known, and the seat that laid it. */
  top = NONE;
  taker = NONE;

  /** Whether the caller has to name the trump before the next card is played. */
  get unnamed(): boolean {
    return this.trump < 0 && (this.laid === 5 || !this.blind);
  }

  /** The seat on turn to play a card. */
  get turn(): number {
    const seat = this.leader + this.laid;
    return seat < 5 ? seat : seat - 5;
  }

  /** Makes this a copy of `other`. */
  copy(other: Deal): void {
    for (let at = 0; at < 20; at++) this.hands[at] = other.hands[at] as number;
    for (let suit = 0; suit < 4; suit++) this.live[suit] = other.live[suit] as number;
    for (let seat = 0; seat < 5; seat++) {
      this.left[seat] = other.left[seat] as number;
      this.points[seat] = other.points[seat] as number;
      this.trick[seat] = other.trick[seat] as number;
    }
    this.all = other.all;
    this.caller = other.caller;
    this.rank = other.rank;
    this.blind = other.blind;
    this.trump = other.trump;
    this.called = other.called;
    this.shown = other.shown;
    this.leader = other.leader;
    this.laid = other.laid;
    this.stake = other.stake;
    this.tricks = other.tricks;
    this.top = other.top;
    this.taker = other.taker;
  }

  /**
   * The auction is over: `caller` has called the rank of this strength, and `leader` leads, to a blind trick or not.
   * All forty cards are out; who holds which is for others to say.
   */
  begin(caller: number, rank: number, leader: number, blind: boolean): void {
    this.caller = caller;
    this.blind = blind;
    this.rank = rank;
    this.leader = leader;
    this.trump = this.called = this.shown = this.top = this.taker = NONE;
    this.laid = this.stake = this.tricks = 0;
    this.points.fill(0);
    this.left.fill(8);
    this.live.fill((1 << SUIT_SIZE) - 1);
    this.all = 40;
  }

  /** Whether `slot` would take the trick from what is winning it. */
  beats(slot: number): boolean {
    return this.top < 0 || over(slot, this.top, this.trump);
  }

  /** The place in the trick of the card that is winning it with `trump` as trump; NONE before the lead. */
  topPlace(trump: number): number {
    let top = this.laid > 0 ? 0 : NONE;
    for (let at = 1; at < this.laid; at++)
      if (over(this.trick[at] as number, this.trick[top] as number, trump)) top = at;
    return top;
  }

  /** The seat on turn plays `slot`. */
  play(slot: number): void {
    const seat = this.turn;
    const suit = SUIT[slot] as number;
    const bit = BIT[slot] as number;
    this.hands[seat * 4 + suit] = (this.hands[seat * 4 + suit] as number) & ~bit;
    this.live[suit] = (this.live[suit] as number) & ~bit;
    this.left[seat] = (this.left[seat] as number) - 1;
    this.all -= 1;
    this.trick[this.laid] = slot;
    this.laid += 1;
    this.stake += POINTS[slot] as number;
    if (this.trump < 0) return;
    if (this.beats(slot)) {
      this.top = slot;
      this.taker = seat;
    }
    if (slot === this.called) this.shown = seat;
    if (this.laid === 5) this.#finish();
  }

  /** The caller names the trump; a blind trick that waits for it is taken. */
  name(suit: number): void {
    this.trump = suit;
    this.called = suit * SUIT_SIZE + this.rank;
    const first = this.topPlace(suit);
    if (first >= 0) {
      this.top = this.trick[first] as number;
      this.taker = (this.leader + first) % 5;
    }
    const at = this.trick.indexOf(this.called);
    if (at >= 0 && at < this.laid) this.shown = (this.leader + at) % 5;
    if (this.laid === 5) this.#finish();
  }

  #finish(): void {
    this.points[this.taker] = (this.points[this.taker] as number) + this.stake;
    this.leader = this.taker;
    this.tricks += 1;
    this.laid = this.stake = 0;
    this.top = this.taker = NONE;
  }

  /** Who holds the called card or has played it; NONE while the trump is not named. */
  get partner(): number {
    if (this.called < 0) return NONE;
    if (this.shown >= 0) return this.shown;
    const suit = SUIT[this.called] as number;
    for (let seat = 0; seat < 5; seat++)
      if ((this.hands[seat * 4 + suit] as number) & (BIT[this.called] as number)) return seat;
    return NONE;
  }

  /** The card points of the caller's side. */
  get made(): number {
    const { partner, caller, points } = this;
    const own = points[caller] as number;
    return partner === caller || partner < 0 ? own : own + (points[partner] as number);
  }

  /** Whether `seat` is on the caller's side, once the trump is named. */
  isOnCallersSide(seat: number): boolean {
    return seat === this.caller || seat === this.partner;
  }

  /** Writes the slots that `seat` holds to `out` from `at` on, suit by suit, the weakest first; says how many. */
  list(seat: number, out: Uint8Array, at: number): number {
    let next = at;
    for (let suit = 0; suit < 4; suit++)
      for (let set = this.hands[seat * 4 + suit] as number; set > 0; set &= set - 1)
        out[next++] = suit * SUIT_SIZE + 31 - Math.clz32(set & -set);
    return next - at;
  }
}
