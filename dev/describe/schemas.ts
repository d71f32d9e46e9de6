import * as z from "zod/mini";
import { ANSWERS } from "../../src/shared/protocol/answers.ts";
import { CLIENT_MESSAGES } from "../../src/shared/protocol/client.ts";
import { card, cardInput } from "../../src/shared/protocol/fields.ts";
import {
  botsBody,
  changeBody,
  createBody,
  joinBody,
  observerTokenBody,
  rules,
  seatCodeBody,
  tokensBody,
} from "../../src/shared/protocol/http.ts";
import { OLD_ANSWERS, oldObserverBody, oldTokenBody } from "../../src/shared/protocol/predecessor.ts";
import { replayDeal } from "../../src/shared/protocol/replay.ts";
import { pong, SERVER_MESSAGES } from "../../src/shared/protocol/server.ts";
import {
  allowed,
  dealReveal,
  endState,
  finishedTrick,
  placed,
  played,
  player,
  points,
  snapshot,
} from "../../src/shared/protocol/snapshot.ts";
import { clientComponent, serverComponent } from "./names.ts";

/** OpenAPI uses JSON Schema 2020-12 and AsyncAPI draft 7. What zod generates for draft 7 is valid in both. */
const TARGET = "draft-07";

const named = (schemas: Readonly<Record<string, z.ZodMiniType>>, nameOf: (key: string) => string) =>
  Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [nameOf(key), schema]));

/** What clients send. Fields with a default may be absent. */
const INBOUND = {
  ...named(CLIENT_MESSAGES, clientComponent),
  CardInput: cardInput,
  CreateBody: createBody,
  JoinBody: joinBody,
  ObserverTokenBody: observerTokenBody,
  TokensBody: tokensBody,
  BotsBody: botsBody,
  ChangeBody: changeBody,
  SeatCodeBody: seatCodeBody,
  RulesInput: rules,
  OldTokenBody: oldTokenBody,
  OldObserverBody: oldObserverBody,
};

/** What the server sends. */
const OUTBOUND = {
  ...named(SERVER_MESSAGES, serverComponent),
  ServerPong: pong,
  Created: ANSWERS.created,
  Joined: ANSWERS.joined,
  Observing: ANSWERS.observing,
  Minted: ANSWERS.minted,
  Renewed: ANSWERS.renewed,
  SeatCode: ANSWERS.seatCode,
  Changed: ANSWERS.changed,
  Status: ANSWERS.status,
  Snapshot: snapshot,
  Replay: ANSWERS.replay,
  ReplayDeal: replayDeal,
  Bots: ANSWERS.bots,
  Freed: ANSWERS.freed,
  Ended: ANSWERS.ended,
  Health: ANSWERS.health,
  Summary: ANSWERS.summary,
  OldCreated: OLD_ANSWERS.oldCreated,
  OldMinted: OLD_ANSWERS.oldMinted,
  OldObserving: OLD_ANSWERS.oldObserving,
  OldDone: OLD_ANSWERS.oldDone,
  Refusal: ANSWERS.refusal,
  Allowed: allowed,
  Card: card,
  DealReveal: dealReveal,
  EndState: endState,
  FinishedTrick: finishedTrick,
  PlacedBid: placed,
  PlayedCard: played,
  Player: player,
  Rules: rules,
  SeatPoints: points,
};

const generate = (schemas: Readonly<Record<string, z.ZodMiniType>>, io: "input" | "output") => {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  return z.toJSONSchema(registry, { io, target: TARGET, uri: (id) => `#/components/schemas/${id}` }).schemas;
};

/** The protocol's schemas as JSON Schema, by component. */
export const jsonSchemas = () => ({ ...generate(INBOUND, "input"), ...generate(OUTBOUND, "output") });
