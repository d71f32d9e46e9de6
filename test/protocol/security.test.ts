import { existsSync, globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const page = readFileSync("SECURITY.md", "utf8");
/** Tests as the page names them: a file, and the beginning of a title in it. */
const namedIn = (text: string): readonly (readonly [file: string, title: string])[] =>
  [...text.matchAll(/`(test\/[^`]+)`\s+`(\[[^`]+)`/g)].map(([, file = "", title = ""]) => [file, title]);
const section = (heading: string): string =>
  page.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";

describe("SECURITY.md", () => {
  test("[H18] names a test for each threat that it says is met", () => {
    const threats = section("What is met").split(/^- /m).slice(1);
    expect(threats.length).toBeGreaterThan(25);
    for (const threat of threats) expect(namedIn(threat).length, threat).toBeGreaterThan(0);
  });

  test.each(namedIn(page))("[H18] %s has a test %s", (file, title) => {
    expect(existsSync(file), file).toBe(true);
    const source = readFileSync(file, "utf8");
    expect(['"', "'", "`"].some((quote) => source.includes(quote + title))).toBe(true);
  });

  test("[H18] names a test for each bound", () => {
    const rows = section("Bounds")
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .slice(2);
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) expect(namedIn(row).length, row).toBeGreaterThan(0);
  });

  test("[H18] names every test file that it speaks of, and each is run", () => {
    const files = new Set(
      globSync(["test/**/*.test.ts", "test/support/*-suite.ts"]).map((file) => file.replaceAll("\\", "/")),
    );
    for (const [, file = ""] of page.matchAll(/`(test\/[^`]+)`/g)) expect(files, file).toContain(file);
  });

  test("[H18] says what is not defended, what to do on a leak, and how to report", () => {
    for (const heading of ["Keys", "When something has leaked", "Reporting", "What is not defended"])
      expect(section(heading).length, heading).toBeGreaterThan(300);
  });
});
