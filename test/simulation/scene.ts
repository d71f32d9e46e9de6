import type { Frame } from "../../dev/clients/frame.ts";
import { seeded } from "../../dev/clients/random.ts";
import { type Loop, openLoop } from "../../dev/simulator/loop.ts";
import { type NetworkPorts, openPlace, vouchFor } from "../../dev/simulator/network.ts";
import { GameObject, type ObjectPorts, type Row, ServerEnd, Vault } from "../../dev/simulator/object.ts";
import { FakeRedis, type Weather } from "../../dev/simulator/redis.ts";
import { simulatedSettings } from "../../dev/simulator/settings.ts";
import type { Platform } from "../../src/actor/core/platform.ts";
import type { GameServer } from "../../src/actor/game/game-server.ts";
import type { Framing } from "../../src/actor/sockets/session.ts";
import { type GameClient, openGameClient } from "../../src/client/game-client.ts";
import type { Nonces } from "../../src/client/nonces.ts";
import { DEFAULT_RULES, type Rules } from "../../src/shared/game/rules.ts";
import type { Vars } from "../../src/shared/settings.ts";

export const START = 1_800_000_000_000;

type Founding = Parameters<GameServer["create"]>[1];

export interface SceneOptions {
  readonly gameId: string;
  readonly vars?: Vars;
  readonly rules?: Partial<Rules>;
  /** Ada and no key, unless they are given. */
  readonly creator?: Founding["creator"];
  readonly request?: Founding["request"];
  readonly report?: Platform["report"];
}

/** A socket with nothing of the product behind it. */
export interface Bare {
  readonly end: ServerEnd;
  readonly frames: readonly Frame[];
  /** The code that the server has closed it with. */
  readonly closedBy: () => number | null;
  readonly send: (message: Frame | string) => void;
}

/** A game in virtual time, made by Ada, who sits at seat 0, unless told otherwise; nobody else is there. */
export interface Scene {
  readonly loop: Loop;
  readonly redis: FakeRedis;
  readonly weather: Weather;
  readonly object: GameObject;
  readonly ports: NetworkPorts;
  /** What must not happen, and did. */
  readonly faults: readonly string[];
  readonly rows: () => number;
  /** The latest row. */
  readonly lastRow: () => Row | null;
  /** Lets `ms` pass. */
  readonly pass: (ms: number) => Promise<void>;
  /** Asks the object, and lets time pass until it has answered. */
  readonly ask: GameObject["ask"];
  /** The envelope of the edge for a token such as "player.0.1", "host" or "observer". */
  readonly vouch: (token: string) => string;
  /** The product's own client. */
  readonly come: (token: string, nonces?: Nonces) => GameClient;
  /** Without a token, "", it may bring one later. */
  readonly connect: (token: string, framing?: Framing) => Promise<Bare>;
  /** The snapshot of a token's role, by HTTP. */
  readonly snapshot: (token: string) => Promise<Frame>;
}

export const openScene = async ({
  gameId,
  vars = {},
  rules = {},
  creator = { name: "Ada", nonce: "" },
  request = null,
  report,
}: SceneOptions): Promise<Scene> => {
  const loop = openLoop(START);
  const random = seeded(7);
  const redis = new FakeRedis(loop.now);
  const settings = simulatedSettings(vars);
  const weather: Weather = { outage: false, faults: 0, faulted: 0, faultedAt: START };
  const faults: string[] = [];
  let rows = 0;
  let lastRow: Row | null = null;
  const objectPorts: ObjectPorts = {
    ...{ loop, random, settings, redis, weather, vault: new Vault() },
    onRow: (row) => {
      rows += 1;
      lastRow = row;
    },
    onFault: (what) => faults.push(what),
    ...(report ? { report } : {}),
  };
  const object = new GameObject(objectPorts);
  let createdAt = START;
  const ports: NetworkPorts = { loop, random, object, gameId, created: () => createdAt, settings };
  const pass = (ms: number) => {
    loop.after(ms, () => {});
    return loop.run(() => false, loop.now() + ms);
  };
  const ask: GameObject["ask"] = async (question, said) => {
    let answered = false;
    const answer = object.ask(question, said).finally(() => {
      answered = true;
    });
    answer.catch(() => {});
    while (!answered) await pass(1);
    return answer;
  };
  const made = await ask((actor) =>
    actor.create(gameId, { rules: { ...DEFAULT_RULES, ...rules }, creator, request }),
  );
  if (!made.ok) throw new Error("the game was not made");
  createdAt = made.value.at;
  const vouch = (token: string) => vouchFor(token, ports);
  return {
    ...{ loop, redis, weather, object, ports, faults, pass, ask, vouch },
    rows: () => rows,
    lastRow: () => lastRow,
    come: (token, nonces) => {
      const { world } = openPlace(ports, { text: () => {}, opened: () => {} });
      return openGameClient({ baseUrl: "http://table.example", token, world, ...(nonces ? { nonces } : {}) });
    },
    connect: async (token, framing = "single") => {
      const frames: Frame[] = [];
      let closedBy: number | null = null;
      const hangUp = (code: number) => {
        if (closedBy === null) loop.after(1, () => object.lose(end, code));
        closedBy ??= code;
      };
      const end = new ServerEnd(object, {
        carry: (text) => void frames.push(...[JSON.parse(text)].flat()),
        hangUp,
      });
      const envelope = token === "" ? null : vouch(token);
      const admitted = await ask((actor) =>
        actor.admitSocket({ gameId, envelope, framing, near: "", resume: null, accept: () => end }),
      );
      if (!admitted.ok) closedBy = 4001;
      const send = (message: Frame | string) =>
        object.hear(end, typeof message === "string" ? message : JSON.stringify(message));
      return { end, frames, closedBy: () => closedBy, send };
    },
    snapshot: async (token) => {
      const seen = await ask((actor) => actor.snapshot(vouch(token), gameId));
      if (!seen.ok) throw new Error(`${token}: ${JSON.stringify(seen.error)}`);
      return JSON.parse(JSON.stringify(seen.value));
    },
  };
};
