import { type LoadSocket, openSocket } from "../../dev/load/socket.ts";
import { CLOSE } from "../../src/shared/protocol/close.ts";
import type { Count } from "./count.ts";
import type { ConnectionsOrder } from "./order.ts";
import { inSteps } from "./steps.ts";

const ADMITTED = '{"message_type":"join.ok"';

export const openConnections = async (
  { url, protocols, address, ...pace }: ConnectionsOrder,
  count: Count,
): Promise<void> => {
  const open = new Set<LoadSocket>();
  const come = async () => {
    let isGone = false;
    const socket = await openSocket({
      url: new URL(url),
      protocols,
      address,
      hear: ({ head }) => {
        if (head.startsWith(ADMITTED)) count.answered();
      },
      lost: (why, code) => {
        isGone = true;
        // A newer connection has replaced it. This is not a refusal.
        if (code !== CLOSE.replaced) count.refused(code ?? why);
      },
    });
    if (!isGone) open.add(socket);
  };
  await inSteps(pace, () => {
    count.sent();
    come().catch(() => count.refused("an upgrade refused"));
  });
  for (const socket of open) socket.close();
};
