// Checks a replay: shuffles its cards again and plays its tricks again, and says step by step what holds.
// Exit 0: everything holds. 1: something does not. 2: there was nothing that could be checked.
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { type Words, wordsFor } from "../dev/verify/words.ts";
import { err, ok, type Result } from "../src/shared/result.ts";
import { type Check, verify } from "../src/shared/verify/verify.ts";

/** How long a server may take to answer, in ms. */
const ANSWER_WITHIN_MS = 30_000;

const fromEnvironment = process.env.LC_ALL ?? process.env.LANG ?? "en";

interface Order {
  readonly source: string;
  readonly token: string | undefined;
  readonly noted: ReadonlyMap<number, string>;
  readonly words: Words;
}

/** What the command line asks for, or a sentence that says what is wrong with it. */
const orderIn = (args: string[]): Result<Order, string> => {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        token: { type: "string" },
        commitment: { type: "string", multiple: true },
        lang: { type: "string" },
      },
    });
    const words = wordsFor(values.lang ?? fromEnvironment);
    const [source, ...others] = positionals;
    if (source === undefined || others.length > 0) return err(words.usage);
    const noted = new Map<number, string>();
    for (const given of values.commitment ?? []) {
      const [, deal, hex] = /^([1-9]\d{0,8})=([0-9a-fA-F]{64})$/.exec(given) ?? [];
      if (hex === undefined || noted.has(Number(deal))) return err(words.badCommitment(given));
      noted.set(Number(deal), hex);
    }
    return ok({ source, token: values.token, noted, words });
  } catch {
    return err(wordsFor(fromEnvironment).usage);
  }
};

/** The text of a file, of standard input or of a server's answer. */
const textOf = async ({ source, token, words }: Order): Promise<Result<string, string>> => {
  if (!/^https?:\/\//i.test(source)) {
    try {
      return ok(source === "-" ? await text(process.stdin) : await readFile(source, "utf8"));
    } catch {
      return err(words.unreadable(source));
    }
  }
  try {
    const response = await fetch(source, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const body = await response.text();
    return response.ok ? ok(body) : err(words.refused(response.status, reasonIn(body)));
  } catch {
    return err(words.unreachable(source));
  }
};

/** Whatever a server says goes to a terminal: nothing in it may steer one. */
const reasonIn = (body: string): string => {
  const parsed = parse(body);
  const { reason } = Object(parsed.ok ? parsed.value : null) as { reason?: unknown };
  return typeof reason === "string" ? reason.replace(/\p{C}/gu, "").slice(0, 200) : "";
};

const parse = (body: string): Result<unknown, null> => {
  try {
    return ok(JSON.parse(body));
  } catch {
    return err(null);
  }
};

const print = (checks: readonly Check[], words: Words): void => {
  let deal: Check["deal"] | undefined;
  for (const check of checks) {
    if (check.deal !== deal) console.log(words.deal(check.deal));
    deal = check.deal;
    console.log(`  ${check.holds ? "✓" : "✗"} ${words.steps[check.step]}: ${check.detail}`);
    if (!check.holds && check.detail.includes("≠")) console.log(`    (${words.legend})`);
  }
  const failed = checks.filter(({ holds }) => !holds);
  const [first] = failed;
  console.log("");
  console.log(
    first
      ? words.firstFailure(words.deal(first.deal), words.steps[first.step], failed.length - 1)
      : words.allHold(checks.length, new Set(checks.map((check) => check.deal)).size),
  );
};

/** Whether everything holds, or a sentence that says why nothing could be checked. */
const check = async (args: string[]): Promise<Result<boolean, string>> => {
  const order = orderIn(args);
  if (!order.ok) return order;
  const { words, noted } = order.value;
  const body = await textOf(order.value);
  if (!body.ok) return body;
  const replay = parse(body.value.replace(/^\uFEFF/, ""));
  if (!replay.ok) return err(words.notJson);
  if (!Array.isArray((Object(replay.value) as { deals?: unknown }).deals)) return err(words.notReplay);
  const checks = verify(replay.value, noted);
  print(checks, words);
  return ok(checks.every(({ holds }) => holds));
};

const checked = await check(process.argv.slice(2));
if (!checked.ok) console.error(checked.error);
process.exitCode = checked.ok ? Number(!checked.value) : 2;
