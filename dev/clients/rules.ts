import type { Rules } from "../../src/shared/game/rules.ts";
import type { Random } from "./random.ts";

/** The rules that decide the order of a deal's phases and who leads first. */
export type Order = Pick<Rules, "auction" | "rank_call" | "suit_call" | "first_lead">;

const CALLS: readonly Omit<Order, "first_lead">[] = [
  { auction: "points", rank_call: "before-play", suit_call: "after-first-trick" },
  { auction: "points", rank_call: "before-play", suit_call: "before-play" },
  { auction: "points", rank_call: "after-first-trick", suit_call: "after-first-trick" },
  { auction: "ranks", rank_call: "before-play", suit_call: "after-first-trick" },
  { auction: "ranks", rank_call: "before-play", suit_call: "before-play" },
];

/** Every order that a table may play [G36]. */
export const ORDERS: readonly Order[] = CALLS.flatMap((calls) =>
  (["caller", "eldest"] as const).map((first_lead) => ({ ...calls, first_lead })),
);

/** Random rules of a deal that go together, with the order `order`. */
export const randomDealRules = (
  random: Random,
  order: Order = random.pick(ORDERS),
): Order & Pick<Rules, "minimum_bid" | "multiplier" | "thrown_in"> => ({
  ...order,
  minimum_bid: order.auction === "ranks" ? 61 : random.pick([61, 61, 70, 90, 100]),
  multiplier: random.pick(["none", "ladder"]),
  thrown_in: random.pick(["same", "double"]),
});
