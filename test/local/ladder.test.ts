import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");

/** A file, an import that it may not have, and one that it may. */
const CASES = [
  // The rules import each other and result.ts.
  ["src/shared/game/a.ts", "../protocol/view.ts", "../result.ts"],
  ["src/shared/protocol/a.ts", "../../actor/env.ts", "../game/state.ts"],
  ["src/shared/verify/a.ts", "../../edge/app.ts", "../game/state.ts"],
  ["src/shared/auth/a.ts", "../../client/api.ts", "../result.ts"],
  // The rooms of the actor are a ladder: metrics, core, sockets, gallery, replica, game, game-actor.
  ["src/actor/metrics/a.ts", "../sockets/sessions.ts", "../core/platform.ts"],
  ["src/actor/core/a.ts", "../replica/replicator.ts", "../../shared/result.ts"],
  ["src/actor/sockets/a.ts", "../gallery/registry.ts", "../core/platform.ts"],
  ["src/actor/gallery/a.ts", "../replica/replicator.ts", "../sockets/sessions.ts"],
  ["src/actor/replica/a.ts", "../game/live-game.ts", "../gallery/registry.ts"],
  ["src/actor/game/a.ts", "../game-actor.ts", "../replica/replicator.ts"],
  ["src/actor/game/a.ts", "../../edge/app.ts", "../../bot/levels.ts"],
  // Edge, actor, client, page and bots meet in what is shared.
  ["src/edge/a.ts", "../actor/game/live-game.ts", "../actor/game-actor.ts"],
  ["src/edge/a.ts", "../../dev/describe/openapi.ts", "../shared/result.ts"],
  ["src/client/a.ts", "../actor/env.ts", "../shared/result.ts"],
  ["src/bot/a.ts", "../actor/env.ts", "../shared/protocol/snapshot.ts"],
  ["src/web/model/a.ts", "../../actor/env.ts", "../../client/api.ts"],
  // What scripts, bench and tests share is in dev.
  ["dev/local/a.ts", "../../scripts/play.ts", "../../src/client/api.ts"],
  ["scripts/a.ts", "../bench/results.ts", "../dev/local/port.ts"],
  ["bench/a.ts", "../test/support/party.ts", "../dev/local/port.ts"],
  ["test/local/a.ts", "../../scripts/play.ts", "../../dev/local/port.ts"],
] as const;

const place = (at: number, kind: "refused" | "allowed"): string =>
  join(dirname(CASES[at]?.[0] ?? ""), `${kind}${at}.ts`);

let home = "";
/** The files that the linter finds fault with, in a project that has its configuration and nothing else. */
let refused: ReadonlySet<string> = new Set();

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "briscola-ladder-"));
  cpSync(join(root, "test/browser/no-sleep.grit"), join(home, "test/browser/no-sleep.grit"));
  const configuration = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
  writeFileSync(join(home, "biome.json"), JSON.stringify({ ...configuration, vcs: { enabled: false } }));
  for (const [at, [, no, yes]] of CASES.entries())
    for (const [kind, from] of [
      ["refused", no],
      ["allowed", yes],
    ] as const) {
      const file = join(home, place(at, kind));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `import { a } from "${from}";\nexport const b = a;\n`);
    }
  const asked = [
    "lint",
    "--only=style/noRestrictedImports",
    "--reporter=json",
    "--max-diagnostics=none",
    ".",
  ];
  const { stdout } = spawnSync(process.execPath, [biome, ...asked], { cwd: home, encoding: "utf8" });
  refused = new Set(
    CASES.flatMap((_, at) => [place(at, "refused"), place(at, "allowed")]).filter((file) =>
      stdout.includes(file),
    ),
  );
});
afterAll(() => rmSync(home, { recursive: true }));

test.each(CASES.map((one, at) => [...one, at] as const))(
  "[L20] %s may not import %s, and may import %s",
  (_file, _no, _yes, at) => {
    expect(refused).toContain(place(at, "refused"));
    expect(refused).not.toContain(place(at, "allowed"));
  },
);
