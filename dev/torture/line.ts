import type { GameClient } from "../../src/client/game-client.ts";
import { isPublic } from "../../src/client/reducer.ts";
import { SERVER_MESSAGES, type ServerMessageType } from "../../src/shared/protocol/server.ts";

/** The messages of a client, in order. */
export interface Line {
  /** The number of times that the client has joined. */
  readonly entries: () => number;
}

/** Checks the messages of a client: within an epoch no revision is missing or repeated, and none goes back. */
export const watchLine = (table: GameClient, problem: (what: string) => void): Line => {
  let entries = 0;
  let at = { epoch: 0, revision: -1 };
  for (const type of Object.keys(SERVER_MESSAGES) as ServerMessageType[])
    table.on(type, (message) => {
      const { epoch = 0, revision = 0 } = message;
      if (type === "error" || type === "action.result") return;
      const where = `${type} at ${epoch}:${revision} after ${at.epoch}:${at.revision}`;
      if (type === "join.ok") {
        entries += 1;
        if (epoch < at.epoch || (epoch === at.epoch && revision < at.revision)) problem(`${where} is older`);
        at = { epoch, revision };
      } else if (isPublic(message)) {
        if (epoch !== at.epoch || revision !== at.revision + 1) problem(`${where} leaves a gap`);
        at = { epoch, revision };
      } else if (type === "sync" && epoch > at.epoch) at = { epoch, revision };
      else if (epoch !== at.epoch || revision !== at.revision) problem(`${where} is of another moment`);
    });
  return { entries: () => entries };
};
