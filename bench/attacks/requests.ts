import { Agent, request } from "node:http";
import type { Count } from "./count.ts";
import type { RequestsOrder } from "./order.ts";
import { inSteps } from "./steps.ts";

/** The maximum number of concurrent requests. Further ones wait. */
const AT_ONCE = 32;

export const makeRequests = async (
  { url, method, token, bodies, address, ...pace }: RequestsOrder,
  count: Count,
): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const headers = {
    "cf-connecting-ip": address,
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(bodies.length > 0 ? { "content-type": "application/json" } : {}),
  };
  let at = 0;
  await inSteps(pace, () => {
    const asked = request(url, { method, headers, agent }, (answer) => {
      const { statusCode = 0 } = answer;
      answer.resume();
      answer.on("error", () => {});
      answer.on("end", () => (statusCode < 300 ? count.answered() : count.refused(statusCode)));
    });
    // Requests in progress at the end are aborted.
    asked.on("error", () => {});
    asked.end(bodies[at % bodies.length]);
    at += 1;
    count.sent();
  });
  agent.destroy();
};
