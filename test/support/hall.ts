import type { TestServer } from "../../dev/clients/server.ts";
import { joinWire, type Wire } from "../../dev/clients/wire.ts";
import { observerToken, type Party, seatFive } from "./party.ts";

/** The number of observers that the game's own actor has room for. */
export const INSIDE = 16;

/** A game with more observers than its actor has room for. */
export interface Hall {
  readonly party: Party;
  readonly token: string;
  /** The first of them in the game's actor, the others in a gallery. */
  readonly watchers: Wire[];
  readonly close: () => void;
}

/** A game whose actor is full of observers, and `more` in a gallery. */
export const fillHall = async (server: TestServer, more: number): Promise<Hall> => {
  const party = await seatFive(server);
  const token = await observerToken(server, party.gameId);
  const watchers: Wire[] = [];
  for (let n = 0; n < INSIDE + more; n += 1) watchers.push(await joinWire(server, token));
  const close = () => {
    party.close();
    for (const wire of watchers) wire.close();
  };
  return { party, token, watchers, close };
};
