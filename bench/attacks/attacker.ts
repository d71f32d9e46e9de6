// Attacks the server from a separate process, so that the measurement does not include the work of attacking.
import { setPriority } from "node:os";
import { openConnections } from "./connections.ts";
import { openCount } from "./count.ts";
import { sendFrames } from "./frames.ts";
import type { Met, Order } from "./order.ts";
import { makeRequests } from "./requests.ts";

/** A lower priority than other processes. */
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
// Ends with the benchmark.
process.on("disconnect", () => process.exit(0));
