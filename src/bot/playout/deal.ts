import { BIT, POINTS, SUIT, SUIT_SIZE } from "./slots.ts";

export const NONE = -1;

/** Whether `slot`, played after `top`, beats it. */
export const over = (slot: number, top: number, trump: number): boolean => {
  const suit = SUIT[slot] as number;
  return suit === SUIT[top] ? slot > top : suit === trump;
};

/**
 * One deal from the first trick on, changed in place. It repeats what `decide` and `evolve` do with cards, hundreds of
 * thousands of times a second. It contains five hands, or one hand and the cards that its seat has seen. A level may
 * read only the hand on turn, `live` and the public fields.
 */
export class Deal {
  /** The hands as sets of cards, four suits for each seat. */
  readonly hands = new Uint16Array(20);
  /** The cards that have not been played, one set for each suit. */
  readonly live = new Uint16Array(4);
  /** The number of cards in each hand, and in all hands. */
  readonly left = new Uint8Array(5);
  all = 0;
  /** The card points that each seat has taken. */
  readonly points = new Uint8Array(5);
  caller = 0;
  /** The strength of the called rank; NONE before the call. */
  rank = NONE;
  /** Whether the first trick is played before the trump is named. */
  blind = true;
  trump = NONE;
  /** The slot of the called card; NONE before the trump is named. */
  called = NONE;
  /** The partner after the called card has been played; NONE before. */
  shown = NONE;
  /** The seat that leads the trick on the table. */
  leader = 0;
  /** The slots of the trick, of which the first `laid` are valid, and their card points. */
  readonly trick = new Uint8Array(5);
  laid = 0;
  stake = 0;
  /** The number of complete tricks. */
  tricks = 0;
  /** The slot that is winning the trick and the seat that played it; NONE before the trump is named. */
  top = NONE;
  taker = NONE;

  /** Whether the caller has to name the trump before the next card. */
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
   * Begins the play after `caller` has called the rank of this strength, or NONE if the rank is called with the trump.
   * `blind` says whether the first trick comes before the trump. The hands are not changed.
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

  /** Whether `slot` would win the trick so far. */
  beats(slot: number): boolean {
    return this.top < 0 || over(slot, this.top, this.trump);
  }

  /** The place in the trick of the card that wins it with `trump`; NONE before the lead. */
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

  /** The caller names the trump; the rank is known. A complete blind trick gets its winner. */
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

  /** The seat that holds the called card or has played it; NONE before the trump is named. */
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

  /** Whether `seat` is on the caller's side. The trump must be named. */
  isOnCallersSide(seat: number): boolean {
    return seat === this.caller || seat === this.partner;
  }

  /** Writes the slots of the hand of `seat` to `out` from `at` on, by suit, weakest first. Returns their number. */
  list(seat: number, out: Uint8Array, at: number): number {
    let next = at;
    for (let suit = 0; suit < 4; suit++)
      for (let set = this.hands[seat * 4 + suit] as number; set > 0; set &= set - 1)
        out[next++] = suit * SUIT_SIZE + 31 - Math.clz32(set & -set);
    return next - at;
  }
}
