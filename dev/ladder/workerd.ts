import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import { build } from "vite";
import { sourceFrom } from "../../src/bot/rng.ts";
import { decide } from "../../src/shared/game/decide.ts";
import { evolveAll } from "../../src/shared/game/evolve.ts";
import { turnOf } from "../../src/shared/game/state.ts";
import { actionOf } from "../../src/shared/protocol/codec.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";
import { viewFor } from "../../src/shared/protocol/view.ts";
import { contestsFrom } from "./climb.ts";
import { tableWith } from "./deal.ts";
import { emptyMeter, moveOf } from "./players.ts";
import { type Question, think } from "./thinker.ts";

/** The number of deals from which positions are taken, and the number of random deals for the speed. */
const DEALS = 12;
const RANDOM_DEALS = 400_000;

/** The speed of a core: random deals per second, and the time of each decision, in ms. */
export interface Speed {
  readonly perSecond: number;
  readonly decisions: readonly number[];
}

/** Measures the engine and the search in workerd, and in this process for comparison. No other programs should run. */
export const measureInWorkerd = async (seed: number): Promise<Speed & { readonly inNode: Speed }> => {
  const views = viewsFrom(seed);
  const inNode = await measure(async (question) => think(question), views);
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    cf: false,
    enableDevRegistry: false,
    telemetry: { enabled: false },
    workers: [
      {
        config: {
          name: "thinker",
          compatibilityDate: "2026-11-01",
          manifest: {
            mainModule: "thinker.js",
            modules: { "thinker.js": { type: "esm", contents: await bundled("thinker.ts") } },
          },
        },
        dev: { unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] },
      },
    ],
  });
  try {
    await miniflare.ready;
    const url = await miniflare.unsafeGetDirectURL("thinker");
    const ask = async (question: Question) => {
      const answer = await fetch(url, { method: "POST", body: JSON.stringify(question) });
      if (!answer.ok) throw new Error(`workerd answered ${answer.status}`);
      return answer.json();
    };
    return { ...(await measure(ask, views)), inNode };
  } finally {
    await miniflare.dispose();
  }
};

const measure = async (
  ask: (question: Question) => Promise<unknown>,
  views: readonly Snapshot[],
): Promise<Speed> => {
  const time = async (question: Question): Promise<number> => {
    const before = performance.now();
    await ask(question);
    return performance.now() - before;
  };
  const decisions: number[] = [];
  // The first round warms up the engine. The time of an empty request is subtracted.
  for (const isCounted of [false, true])
    for (const [seed, view] of views.entries()) {
      const asking = await time({ nothing: true });
      const taken = await time({ view, seed });
      if (isCounted) decisions.push(Math.max(0, taken - asking));
    }
  await time({ deals: RANDOM_DEALS, seed: 1 });
  const ms = await time({ deals: RANDOM_DEALS, seed: 2 });
  return { perSecond: Math.round((1000 * RANDOM_DEALS) / ms), decisions };
};

/** The views of seats with several moves, in deals of `seed` that the level `rule` plays. */
const viewsFrom = (seed: number): readonly Snapshot[] => {
  const random = sourceFrom(seed);
  const meter = emptyMeter();
  return contestsFrom(seed, DEALS).flatMap(({ hands }) => {
    const views: Snapshot[] = [];
    const context = { now: 0, deal: () => hands, newSecret: () => "00".repeat(32) };
    let game = tableWith(hands, 0);
    for (let seat = turnOf(game); seat !== null && game.phase.attempt === 0; seat = turnOf(game)) {
      const view = viewFor(game, seat, 0);
      if (view.hand && view.hand.length > 1) views.push(view);
      const move = moveOf("rule", game, seat, random, meter);
      const decision = move && decide(game, seat, actionOf(move), context);
      if (!decision?.ok) throw new Error("a bot was refused");
      game = evolveAll(game, decision.value);
    }
    return views;
  });
};

/** A file of this directory with its imports, as one module. */
const bundled = async (name: string): Promise<string> => {
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      target: "esnext",
      minify: false,
      lib: { entry: fileURLToPath(new URL(name, import.meta.url)), formats: ["es"], fileName: "thinker" },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const chunk = output && "output" in output ? output.output.find(({ type }) => type === "chunk") : undefined;
  if (chunk?.type !== "chunk") throw new Error("nothing was built");
  return chunk.code;
};
