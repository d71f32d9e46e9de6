import type { UpgradeAnswer } from "../shared/gallery-key.ts";
import type { Framing } from "./sockets/session.ts";

/** The framing that the edge has agreed with the client. */
export const framingIn = (query: URLSearchParams): Framing =>
  query.get("framing") === "batch" ? "batch" : "single";

/** Makes the two ends of a socket, and answers an upgrade. */
export interface Upgrade {
  /** Makes the socket. Returns the server's end. */
  readonly accept: () => WebSocket;
  /** The response with the client's end, after `accept`. */
  readonly accepted: () => Response;
  readonly answer: (answer: UpgradeAnswer) => Response;
}

export const openUpgrade = (): Upgrade => {
  let client: WebSocket | null = null;
  return {
    accept: () => {
      const pair = new WebSocketPair();
      client = pair[0];
      return pair[1];
    },
    accepted: () => new Response(null, { status: 101, webSocket: client }),
    answer: (answer) => Response.json(answer),
  };
};
