import { type LoadSocket, openSocket } from "../../dev/load/socket.ts";
import type { Count } from "./count.ts";
import type { FramesOrder } from "./order.ts";
import { inSteps } from "./steps.ts";

/** The pause before a reconnection, in ms. */
const AGAIN_MS = 20;

export const sendFrames = async (order: FramesOrder, count: Count): Promise<void> => {
  const flooders = await Promise.all(Array.from({ length: order.sockets }, () => openFlooder(order, count)));
  await inSteps(order, () => {
    for (const flooder of flooders) flooder.send();
  });
  for (const flooder of flooders) flooder.close();
};

/** Sends on one socket after another. A frame without an open socket does not count as sent. */
const openFlooder = async (order: FramesOrder, count: Count) => {
  const { url, protocols, address, frames, answer, persists } = order;
  const expected = `{"message_type":"${answer}"`;
  let socket: LoadSocket | null = null;
  let at = 0;
  let isOver = false;
  const come = async () => {
    let isGone = false;
    const opened = await openSocket({
      url: new URL(url),
      protocols,
      address,
      hear: ({ head }) => {
        if (head.startsWith(expected)) count.answered();
      },
      ...(persists ? { closing: count.refused } : {}),
      lost: (_why, code) => {
        isGone = true;
        socket = null;
        if (code !== null) count.refused(code);
        if (!isOver) setTimeout(() => void come().catch(() => count.refused("an upgrade refused")), AGAIN_MS);
      },
    });
    if (!isGone) socket = opened;
  };
  await come();
  return {
    send: () => {
      if (!socket) return;
      socket.send(frames[at % frames.length] ?? "");
      at += 1;
      count.sent();
    },
    close: () => {
      isOver = true;
      socket?.close();
    },
  };
};
