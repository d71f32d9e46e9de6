// Attacks the server from a process of its own, so that what is measured is not the work of attacking.
import { setPriority } from "node:os";
import { openConnections } from "./connections.ts";
import { openCount } from "./count.ts";
import { sendFrames } from "./frames.ts";
import type { Met, Order } from "./order.ts";
import { makeRequests } from "./requests.ts";

/** Whoever else wants a core has it first. */
const NICE = 10;

const attack = async (order: Order): Promise<Met> => {
  const count = openCount();
  switch (order.kind) {
    case "frames":
      await sendFrames(order, count);
      break;
    case "connections":
      await openConnections(order, count);
      break;
    case "requests":
      await makeRequests(order, count);
  }
  return count.met();
};

setPriority(NICE);
process.on("message", async (order: Order) => {
  process.send?.(await attack(order));
});
// Nothing outlives the benchmark.
process.on("disconnect", () => process.exit(0));
