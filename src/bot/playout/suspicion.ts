import { ALONE, SUSPICION } from "../weights.ts";
import type { Deal } from "./deal.ts";
import { POINTS, SUIT } from "./slots.ts";

/** How likely each seat is to be the partner, from the cards that it has played. Updated with each card of a deal. */
export class Suspicion {
  /** The factors of each seat's odds, as the caller and as the defenders compute them. */
  readonly #byCaller = new Float64Array(5);
  readonly #byDefender = new Float64Array(5);

  constructor() {
    this.clear();
  }

  /** Resets it to the beginning of a deal. */
  clear(): void {
    this.#byCaller.fill(1);
    this.#byDefender.fill(1);
  }

  copy(other: Suspicion): void {
    for (let seat = 0; seat < 5; seat++) {
      this.#byCaller[seat] = other.#byCaller[seat] as number;
      this.#byDefender[seat] = other.#byDefender[seat] as number;
    }
  }

  /** Updates the odds before the seat on turn plays `slot`. Cards before the trump change nothing. */
  note(deal: Deal, slot: number): void {
    const { trump, caller, turn: seat, top, taker } = deal;
    if (trump < 0 || seat === caller) return;
    const { caller: read, defender: seen } = SUSPICION;
    const beats = deal.beats(slot);
    const given = POINTS[slot] as number;
    if (taker === caller) {
      if (!beats) this.#multiply(seat, 1 + read.fed * given, 1 + seen.fed * given);
    } else if (top < 0 || beats) {
      if (SUIT[slot] !== trump) return;
      if (top < 0) this.#multiply(seat, read.trumpLed, seen.trumpLed);
      else this.#multiply(seat, read.trumped, seen.trumped);
    } else if (hasPlayed(deal, caller))
      this.#multiply(seat, 1 / (1 + read.elsewhere * given), 1 / (1 + seen.elsewhere * given));
    else if (given === 0) this.#multiply(seat, read.idle, seen.idle);
  }

  #multiply(seat: number, byCaller: number, byDefender: number): void {
    this.#byCaller[seat] = (this.#byCaller[seat] as number) * byCaller;
    this.#byDefender[seat] = (this.#byDefender[seat] as number) * byDefender;
  }

  /** Writes to `odds` the probability that each seat is the partner, for a `viewer` who is not and does not know. */
  read(viewer: number, caller: number, odds: Float64Array): void {
    const told = viewer === caller ? this.#byCaller : this.#byDefender;
    let sum = 0;
    for (let seat = 0; seat < 5; seat++) {
      const weight = seat === viewer ? 0 : seat === caller ? ALONE : (told[seat] as number);
      odds[seat] = weight;
      sum += weight;
    }
    for (let seat = 0; seat < 5; seat++) odds[seat] = (odds[seat] as number) / sum;
  }
}

const hasPlayed = ({ leader, laid }: Deal, seat: number): boolean => (seat - leader + 5) % 5 < laid;
