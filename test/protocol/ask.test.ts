import { afterEach, expect, test, vi } from "vitest";
import type { Rejection } from "../../src/shared/protocol/refusal.ts";
import { err, ok, type Result } from "../../src/shared/result.ts";

type Asked = Result<number, Rejection>;
interface Actors {
  readonly ask: (gameId: string, question: () => Promise<Asked>) => Promise<Asked>;
}
// Not by name: the module has the types of another runtime.
const { ask }: Actors = await import(new URL("../../src/edge/actors.ts", import.meta.url).href);

const said = vi.spyOn(console, "error").mockImplementation(() => {});
afterEach(() => said.mockClear());

test("[P20] what an actor answers is handed on, be it a refusal", async () => {
  expect(await ask("ABC123", async () => ok(7))).toEqual(ok(7));
  expect(await ask("ABC123", async () => err({ kind: "table-full" }))).toEqual(err({ kind: "table-full" }));
  expect(said).not.toHaveBeenCalled();
});

test.each([
  ["falls while it is asked", new Error("stack, hand and token"), "unreachable", false],
  ["is overloaded", Object.assign(new Error("busy"), { overloaded: true }), "unavailable", true],
  ["throws what is no error", "a word", "unreachable", false],
])(
  "[P20, H17] an actor that %s is a refusal, and one line says no more than that",
  async (_, thrown, kind, overloaded) => {
    expect(await ask("ABC123", () => Promise.reject(thrown))).toEqual(err({ kind }));
    expect(said.mock.calls).toEqual([
      [
        JSON.stringify({
          level: "error",
          event: "actor_unreachable",
          game_id: "ABC123",
          kind: thrown instanceof Error ? "Error" : "string",
          overloaded,
        }),
      ],
    ]);
  },
);
