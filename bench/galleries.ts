// Measures thousands of observers of one game, over real sockets and a deployed build, and the cost of galleries for
// the game.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readCommandLine, wholeNumber } from "../dev/programs/options.ts";
import { quantile } from "../dev/programs/quantile.ts";
import { buildWorker } from "../dev/workerd/build.ts";
import { type Crowd, measureCrowd } from "./galleries/crowd.ts";
import { measureOwnWork, share } from "./galleries/own-work.ts";

const USAGE =
  "usage: npm run bench:galleries -- [--watchers 8000] [--actions 45] [--pause 2000] [--only crowd|own]";

const { count, actions, pauseMs, only } = readCommandLine(USAGE, (args) => {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ args, options: { watchers: text, actions: text, pause: text, only: text } });
  return {
    count: wholeNumber(values.watchers, { usual: 8_000, least: 1 }),
    actions: wholeNumber(values.actions, { usual: 45, least: 1 }),
    pauseMs: wholeNumber(values.pause, { usual: 2_000, least: 0 }),
    only: values.only,
  };
});

const rank = (times: readonly number[], share: number): string => `${Math.round(quantile(times, share))} ms`;
const spread = (times: readonly number[]): string =>
  `p50 ${rank(times, 0.5)}, p90 ${rank(times, 0.9)}, p99 ${rank(times, 0.99)}, longest ${rank(times, 1)} (${times.length})`;

const tellCrowd = (crowd: Crowd) => {
  console.log(`${crowd.watchers} watchers, seated in ${(crowd.openedInMs / 1000).toFixed(1)} s`);
  console.log(`  trick.played at half of them:  ${spread(crowd.halfPlayed)}`);
  console.log(`  trick.played at all of them:   ${spread(crowd.lastPlayed)}`);
  console.log(`  a trick's end, with sync:      ${spread(crowd.lastSync)}`);
  console.log(
    `  gaps ${crowd.gaps}, sockets lost ${crowd.lost}, messages that missed somebody ${crowd.missing}`,
  );
  console.log(`  players' answers, unwatched:   ${spread(crowd.answersAlone)}`);
  console.log(`  players' moves:                ${spread(crowd.answers)}`);
  console.log(`  players at any moment:         ${spread(crowd.answersAnytime)}`);
};

const bundle = buildWorker(fileURLToPath(new URL("../dist/bench/galleries", import.meta.url)));
if (only !== "crowd") {
  const cost = await measureOwnWork(bundle, 10);
  const { own, forGalleries, allWith, allWithout } = cost;
  console.log(
    `the game's own work for each action: ${own.toFixed(2)} ms, of which ${forGalleries.toFixed(2)} ms for ten galleries: ${share(cost).toFixed(2)} times`,
  );
  console.log(
    `all of workerd's, ten idle galleries' included: ${allWithout.toFixed(2)} ms, then ${allWith.toFixed(2)} ms`,
  );
}
if (only !== "own") {
  tellCrowd(await measureCrowd(bundle, { count, actions, pauseMs }));
}
process.exit(0);
