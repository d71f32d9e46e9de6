import { stripVTControlCharacters } from "node:util";
import type { Reporter, TestModule, Vitest } from "vitest/node";

/**
 * The output of workerd about actors that tests in test/inside abort on purpose: by its own call, or with a reason that
 * no other fault has. It is suppressed, and printed when the run fails.
 */
const EXPECTED =
  /^(?:uncaught exception; )?exception = workerd\/\S+: failed: (?:broken\.outputGateBroken; )?jsg\.Error: (?:struck|Application called abortAllDurableObjects\(\)\.)\n/;
/** An error with its location, in the formats of JavaScript and of workerd. */
const TRACE = /^\s+at .+:\d+:\d+\)?$|^uncaught exception;|^stack: /m;
const hasTrace = (text: string): boolean => TRACE.test(stripVTControlCharacters(text));

/** Whether this is CI, where only the exit code of a run counts. */
export const inCi = (): boolean => !["", "0", "false"].includes(process.env.CI ?? "");

type Write = NodeJS.WriteStream["write"];

/**
 * Makes an otherwise successful run fail: in CI when tests were skipped, and always when an unexpected stack trace was
 * printed.
 */
export const strictReporter = (): Reporter => {
  let vitest: Vitest | null = null;
  const held: string[] = [];
  const traces: string[] = [];

  /** Reads all output to `stream`, because workerd's output bypasses vitest. */
  const watch = (stream: NodeJS.WriteStream): Write => {
    const write: Write = stream.write.bind(stream);
    stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
      if (EXPECTED.test(text)) {
        held.push(text);
        const done = rest.at(-1);
        if (typeof done === "function") done();
        return true;
      }
      if (hasTrace(text)) traces.push(text);
      return write(chunk as string, ...(rest as []));
    }) as Write;
    return write;
  };
  const say = watch(process.stderr);
  watch(process.stdout);
  const fail = (why: string, evidence: readonly string[]) => {
    process.exitCode = 1;
    say(`\n${why}\n${evidence.join("\n")}\n`);
  };
  /** The skipped tests, one on each line. Tests that were not selected do not count. */
  const skippedIn = (modules: readonly TestModule[]): readonly string[] =>
    vitest?.config.testNamePattern
      ? []
      : modules.flatMap(({ children, relativeModuleId }) =>
          [...children.allTests("skipped")].map(({ fullName }) => `  ${relativeModuleId}: ${fullName}`),
        );

  return {
    onInit: (started) => {
      vitest = started;
    },
    onUserConsoleLog: ({ content }) => {
      if (hasTrace(content)) traces.push(content);
    },
    onTestRunEnd: (modules, _, reason) => {
      if (reason !== "passed") {
        for (const text of held) say(text);
        return;
      }
      if (traces.length > 0) fail("A stack trace that no test is known for:", traces);
      const skipped = skippedIn(modules);
      if (skipped.length === 0) return;
      if (inCi()) fail("In CI nothing may be skipped:", skipped);
      else say(`\nSkipped:\n${skipped.join("\n")}\n`);
    },
  };
};
