// Thousands of watchers of one game, over real sockets and the Worker as it is deployed; and what galleries cost the game.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Crowd, measureCrowd } from "./galleries/crowd.ts";
import { measureOwnWork, share } from "./galleries/own-work.ts";
import { buildWorker } from "./targets/build.ts";

const { values } = parseArgs({
  options: {
    watchers: { type: "string", default: "8000" },
    actions: { type: "string", default: "45" },
    pause: { type: "string", default: "2000" },
    only: { type: "string" },
  },
});

const rank = (times: readonly number[], share: number): string => {
  const sorted = times.toSorted((a, b) => a - b);
  return `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)} ms`;
};
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
if (values.only !== "crowd") {
  const cost = await measureOwnWork(bundle, 10);
  const { own, forGalleries, allWith, allWithout } = cost;
  console.log(
    `the game's own work for each action: ${own.toFixed(2)} ms, of which ${forGalleries.toFixed(2)} ms for ten galleries: ${share(cost).toFixed(2)} times`,
  );
  console.log(
    `all of workerd's, ten idle galleries' included: ${allWithout.toFixed(2)} ms, then ${allWith.toFixed(2)} ms`,
  );
}
if (values.only !== "own") {
  const [count, actions, pauseMs] = [values.watchers, values.actions, values.pause].map(Number);
  tellCrowd(await measureCrowd(bundle, { count: count ?? 0, actions: actions ?? 0, pauseMs: pauseMs ?? 0 }));
}
process.exit(0);
