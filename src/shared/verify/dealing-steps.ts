import { SEATS, seatAfter } from "../game/seats.ts";
import { commitmentTo, nonceCommitment } from "../game/shuffle.ts";
import { handOf } from "../game/state.ts";
import type { ClaimedDeal } from "./claim.ts";
import { bidding, cardName, differs, firstTold, type Retraced } from "./retrace.ts";
import { type Look, type Step, seen } from "./steps.ts";

const commitment: Look = ({ deal }) => {
  const made = commitmentTo(deal.deal_reveal.secret);
  return made === deal.deal_commitment ? seen(made) : differs("deal_commitment", deal.deal_commitment, made);
};

const noted: Look = ({ deal, noted: { commitment } }) => {
  if (commitment === undefined) return null;
  const same = commitment.toLowerCase() === deal.deal_commitment;
  return same ? seen(deal.deal_commitment) : differs("deal_commitment", deal.deal_commitment, commitment);
};

const chain: Look = ({ deal, previous }) => {
  if (!previous) return null;
  const announced = previous.next_deal_commitment;
  return announced === deal.deal_commitment
    ? seen(announced)
    : differs("deal_commitment", deal.deal_commitment, announced);
};

const dealNumber: Look = ({ deal, previous }) => {
  const { deal_number, deal_reveal } = deal;
  if (deal_reveal.deal_number !== deal_number)
    return differs("deal_reveal.deal_number", deal_reveal.deal_number, deal_number);
  if (previous && deal_number !== previous.deal_number + 1)
    return differs("deal_number", deal_number, previous.deal_number + 1);
  return seen(`${deal_number}`);
};

const dealer: Look = ({ deal, previous }) => {
  const attempts = [...deal.thrown_in, { dealer_id: deal.dealer_id, reason: null }];
  let due = previous ? seatAfter(previous.dealer_id) : attempts[0]?.dealer_id;
  for (const [at, { dealer_id, reason }] of attempts.entries()) {
    const field = reason === null ? "dealer_id" : `thrown_in[${at}].dealer_id`;
    if (dealer_id !== due) return differs(field, dealer_id, due);
    if (reason === "all_passed") due = seatAfter(dealer_id);
  }
  return seen(attempts.map(({ dealer_id }) => dealer_id).join(" → "));
};

const thrownIn: Look = ({ deal, ...start }) => {
  let now: Retraced = start;
  const first = firstTold(deal);
  for (const [at, thrown] of deal.thrown_in.entries()) {
    const field = `thrown_in[${at}]`;
    if (thrown.attempt !== first + at) return differs(`${field}.attempt`, thrown.attempt, first + at);
    // The retraced game has already thrown in weak hands, so in any other attempt all must have passed.
    const reason = now.thrownIn[at] ?? "all_passed";
    if (thrown.reason !== reason) return differs(`${field}.reason`, thrown.reason, reason);
    if (reason === "weak_hand" && thrown.bids.length > 0)
      return differs(`${field}.bids`, thrown.bids.length, 0);
    const passed = bidding(now, thrown.bids, `${field}.bids`);
    if (!passed.ok) return passed;
    now = passed.value;
    if (!now.thrownIn[at]) return differs(`${field}.bids`, thrown.bids.length, "5 × -1");
  }
  const { length } = now.thrownIn;
  if (deal.thrown_in.length !== length) return differs("thrown_in", deal.thrown_in.length, length);
  if (deal.deal_reveal.attempt !== first + length)
    return differs("deal_reveal.attempt", deal.deal_reveal.attempt, first + length);
  return seen(now.thrownIn.join(", ") || "0", now.game);
};

const hands: Look = ({ deal, game }) => {
  for (const seat of SEATS) {
    for (const [at, dealt] of handOf(game, seat).entries()) {
      const found = deal.hands[seat]?.cards[at]?.card_id;
      if (found !== dealt) return differs(`hands[${seat}].cards[${at}]`, cardName(found), cardName(dealt));
    }
  }
  return seen("5 × 8");
};

/** The commitment of a seat as the deal tells it. */
const commitmentIn = ({ deal_reveal }: ClaimedDeal, seat: number): string =>
  deal_reveal.commitments?.[seat] ?? "";

/** Shuffle 1 had no commitments to nonces. */
const nonces: Look = ({ deal }) => {
  const { deal_reveal } = deal;
  if (deal_reveal.shuffle === 1) return null;
  for (const seat of SEATS) {
    const [nonce, commitment] = [deal_reveal.nonces[seat] ?? "", commitmentIn(deal, seat)];
    if (nonce === "") continue;
    const made = nonceCommitment(nonce);
    if (commitment !== made) return differs(`deal_reveal.commitments[${seat}]`, commitment || "-", made);
  }
  const silent = SEATS.filter((seat) => deal_reveal.nonces[seat] === "" && commitmentIn(deal, seat) !== "");
  return seen(silent.length === 0 ? `${countOf(deal_reveal.nonces)}` : `not revealed: ${silent}`);
};

const countOf = (texts: readonly string[]): number => texts.filter((text) => text !== "").length;

const notedNonces: Look = ({ deal, noted: { nonceCommitments } }) => {
  if (!nonceCommitments) return null;
  for (const seat of SEATS) {
    const [found, before] = [commitmentIn(deal, seat), nonceCommitments[seat] ?? ""];
    if (found !== before) return differs(`deal_reveal.commitments[${seat}]`, found || "-", before || "-");
  }
  return seen(`${countOf(nonceCommitments)}`);
};

const ownNonce: Look = ({ deal, noted: { own } }) => {
  if (!own) return null;
  const [found, commitment] = [deal.deal_reveal.nonces[own.seat], commitmentIn(deal, own.seat)];
  if (found !== "" && found !== own.nonce)
    return differs(`deal_reveal.nonces[${own.seat}]`, found, own.nonce);
  const made = nonceCommitment(own.nonce);
  return commitment === made
    ? seen(made)
    : differs(`deal_reveal.commitments[${own.seat}]`, commitment || "-", made);
};

const silence: Look = ({ deal: { deal_reveal }, noted: { own } }) => {
  if (!own?.revealed) return null;
  const found = deal_reveal.nonces[own.seat];
  return found === own.nonce
    ? seen(own.nonce)
    : differs(`deal_reveal.nonces[${own.seat}]`, found || "-", own.nonce);
};

/** The checks of everything up to the hands, in order. */
export const DEALING_STEPS: readonly (readonly [Step, Look])[] = [
  ["commitment", commitment],
  ["noted", noted],
  ["chain", chain],
  ["nonces", nonces],
  ["noted-nonces", notedNonces],
  ["own-nonce", ownNonce],
  ["silence", silence],
  ["deal-number", dealNumber],
  ["dealer", dealer],
  ["thrown-in", thrownIn],
  ["hands", hands],
];
