import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Frame } from "../../dev/clients/wire.ts";
import { playedReplay } from "../support/replays.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const PATIENCE_MS = 20_000;

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs the script as a person would, with `input` on its standard input. */
const run = (args: readonly string[], { input = "", lang = "C" } = {}): Promise<Run> =>
  new Promise((resolve, reject) => {
    const { LC_ALL: _, ...env } = process.env;
    const child = spawn(process.execPath, ["scripts/verify.ts", ...args], {
      cwd: root,
      env: { ...env, LANG: lang },
      timeout: PATIENCE_MS,
    });
    let [out, error] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      error += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, error }));
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });

const replay = playedReplay(8, { deals: 2, multiplier: "ladder" });
/** Only the winner of the second deal's fourth trick is told wrong. */
const tampered: Frame = structuredClone(replay);
tampered.deals[1].tricks[3].winner_id = (tampered.deals[1].tricks[3].winner_id + 1) % 5;

let folder: string;
const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "briscola-verify-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What went wrong is one sentence on standard error, with nothing else. */
const unusable = ({ code, out, error }: Run, sentence: string | RegExp) => {
  expect(error).toMatch(sentence);
  expect(error.trim().split("\n")).toHaveLength(1);
  expect({ code, out }).toEqual({ code: 2, out: "" });
};

describe("the script", { timeout: PATIENCE_MS }, () => {
  it("[P25] says of a file, step by step, that everything holds", async () => {
    const { code, out, error } = await run([file("replay.json", replay)]);
    expect(error).toBe("");
    expect(out).toContain("Deal 1\n  ✓ the form of the replay: TEST01\n  ✓ the secret fits the commitment: ");
    expect(out).toContain("Deal 2\n");
    expect(out).toContain("  ✓ the commitment is the one announced with the deal before: ");
    expect(out.match(/ {2}✓ the match score/g)).toHaveLength(2);
    expect(out).not.toContain("✗");
    expect(out.trim().split("\n").at(-1)).toBe("Everything holds: 33 checks, 2 deals.");
    expect(code).toBe(0);
  });

  it("[P25] reads standard input, in Italian when asked or when the environment speaks it", async () => {
    const input = JSON.stringify(replay);
    const asked = await run(["-", "--lang", "it"], { input });
    expect(asked.error).toBe("");
    expect(asked.out).toContain("Smazzata 1\n  ✓ la forma della registrazione: TEST01\n");
    expect(asked.out).toContain("Tutto torna: 33 controlli, 2 smazzate.");
    expect(asked.code).toBe(0);
    expect(await run(["-"], { input, lang: "it_IT.UTF-8" })).toEqual(asked);
    expect((await run(["-", "--lang", "en"], { input, lang: "it_IT.UTF-8" })).out).toContain("Everything");
  });

  it("[P25] names the first thing that does not hold in a tampered file", async () => {
    const path = file("tampered.json", tampered);
    const { code, out } = await run([path]);
    const winner = replay.deals[1].tricks[3].winner_id;
    expect(out).toContain(
      `  ✗ the tricks (winner: points): tricks[3].winner_id: ${(winner + 1) % 5} ≠ ${winner}\n` +
        "    (what the replay says ≠ what should be there)\n",
    );
    expect(out.match(/✗/g)).toHaveLength(1);
    expect(out).toContain("NOT everything holds. First: Deal 2, the tricks (winner: points).");
    expect(code).toBe(1);
    const italian = await run([path, "--lang", "it"]);
    expect(italian.out).toContain("NON tutto torna. Per prima cosa: Smazzata 2, le prese");
    expect(italian.code).toBe(1);
  });

  it("[P25] names the field of a replay that lacks one", async () => {
    const { rules: _, ...rest } = replay;
    const { code, out } = await run([file("no-rules.json", rest)]);
    expect(out).toContain("Replay\n  ✗ the form of the replay: rules must be an object\n");
    expect(code).toBe(1);
  });

  it("[P25] holds a replay against commitments that were noted before", async () => {
    const path = file("noted.json", replay);
    const [one, two] = replay.deals.map((deal: Frame) => deal.deal_commitment);
    const right = await run([path, "--commitment", `1=${one}`, "--commitment", `2=${two.toUpperCase()}`]);
    expect(right.out.match(/ {2}✓ the commitment is the one you noted/g)).toHaveLength(2);
    expect(right.code).toBe(0);
    const wrong = await run([path, "--commitment", `2=${one}`]);
    expect(wrong.out).toContain(`  ✗ the commitment is the one you noted: deal_commitment: ${two} ≠ ${one}`);
    expect(wrong.code).toBe(1);
  });

  it("[P25] says in one sentence why there is nothing to check", async () => {
    unusable(await run([]), "Give one replay: a file, - for standard input, or a URL.");
    unusable(await run(["one.json", "two.json"]), "Give one replay");
    unusable(await run(["--nonsense"]), "Give one replay");
    unusable(await run([], { lang: "it_IT.UTF-8" }), "Indica una registrazione");
    unusable(await run([join(folder, "nowhere.json")]), /The file .*nowhere\.json cannot be read\./);
    unusable(await run([folder]), "cannot be read");
    unusable(await run(["-"], { input: "{" }), "What came is not JSON.");
    unusable(await run(["-"]), "What came is not JSON.");
    unusable(await run(["-"], { input: '{"code":"unauthorized"}' }), "it has no list of deals");
    unusable(await run(["-", "--commitment", "1=abc"], { input: "{}" }), "--commitment 1=abc: write it as");
  });
});

describe("over HTTP", { timeout: PATIENCE_MS }, () => {
  let server: Server;
  const asked: (string | undefined)[] = [];
  let url: string;
  beforeAll(async () => {
    server = createServer(({ headers }, response) => {
      asked.push(headers.authorization);
      const admitted = headers.authorization === "Bearer good";
      response.writeHead(admitted ? 200 : 401, { "content-type": "application/json" });
      const refusal = { code: "unauthorized", reason: "a token\u001b[2J is needed", recovery: "noop" };
      response.end(JSON.stringify(admitted ? replay : refusal));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/games/TEST01/replay`;
  });
  afterEach(() => asked.splice(0));
  afterAll(() => new Promise((closed) => server.close(closed)));

  it("[P25] fetches a replay with the token it is given", async () => {
    const { code, out } = await run([url, "--token", "good"]);
    expect(out).toContain("Everything holds");
    expect(code).toBe(0);
    expect(asked).toEqual(["Bearer good"]);
  });

  it("[P25] repeats a server's refusal, freed of what would steer a terminal", async () => {
    unusable(await run([url]), /^The server refused the replay: 401 a token\[2J is needed\n$/);
    expect(asked).toEqual([undefined]);
    unusable(await run(["http://127.0.0.1:1/"]), "No answer from http://127.0.0.1:1/.");
  });
});
