// Checks a replay: shuffles its cards and plays its tricks again, and prints the result of each step.
// Exit 0: all checks pass. 1: a check fails. 2: nothing could be checked.
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { notedIn } from "../dev/verify/noted.ts";
import { type Words, wordsFor } from "../dev/verify/words.ts";
import { err, ok, type Result } from "../src/shared/result.ts";
import { type Check, type Noted, verify } from "../src/shared/verify/verify.ts";

/** The maximum time until a server answers, in ms. */
const ANSWER_WITHIN_MS = 30_000;

const fromEnvironment = process.env.LC_ALL ?? process.env.LANG ?? "en";

interface Order {
  readonly source: string;
  readonly token: string | undefined;
  readonly noted: Noted;
  readonly words: Words;
}

/** The order in the command line, or a sentence that says why it is invalid. */
const orderIn = (args: string[]): Result<Order, string> => {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        token: { type: "string" },
        commitment: { type: "string", multiple: true },
        commitments: { type: "string", multiple: true },
        nonce: { type: "string", multiple: true },
        lang: { type: "string" },
      },
    });
    const words = wordsFor(values.lang ?? fromEnvironment);
    const [source, ...others] = positionals;
    if (source === undefined || others.length > 0) return err(words.usage);
    const noted = notedIn(values, words);
    return noted.ok ? ok({ source, token: values.token, noted: noted.value, words }) : noted;
  } catch {
    return err(wordsFor(fromEnvironment).usage);
  }
};

/** The text of a file, of the standard input or of a server's answer. */
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

/** Removes control characters, because the text of a server is printed on a terminal. */
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

/** Whether all checks pass, or a sentence that says why nothing could be checked. */
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
