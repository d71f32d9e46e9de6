import { describe, expect, test } from "vitest";
import { type Batch, classify, snapshotOnly } from "../../src/actor/gallery/sequence.ts";
import type { Position } from "../../src/actor/sockets/session.ts";

const heard: Position = { epoch: 2, revision: 10, turn: 0, stamp: 1_000 };
const batch = (epoch: number, before: number, revision: number, stamp: number): Batch => ({
  ...{ epoch, before, revision, turn: 0, stamp },
  frames: ["a frame"],
  snapshot: "{}",
});

describe("[O5] what a batch is to those who stand at revision 10 of epoch 2", () => {
  test.each<[ReturnType<typeof classify>, string, Batch]>([
    ["next", "what came after", batch(2, 10, 11, 1_001)],
    ["next", "several revisions at once", batch(2, 10, 14, 1_001)],
    ["next", "a change that raised no revision", batch(2, 10, 10, 1_001)],
    ["level", "the same again", batch(2, 9, 10, 1_000)],
    ["level", "a snapshot of where they stand", snapshotOnly(batch(2, 0, 10, 1_000))],
    ["level", "a fresher snapshot of it", batch(2, 8, 10, 1_001)],
    ["old", "what they heard long ago", batch(2, 8, 9, 900)],
    ["old", "a snapshot that was made before", snapshotOnly(batch(2, 0, 10, 999))],
    ["old", "what an earlier epoch still had to say", batch(1, 10, 40, 2_000)],
    ["gap", "what came after something lost", batch(2, 11, 12, 1_002)],
    ["gap", "what overlaps with what they know", batch(2, 9, 11, 1_001)],
    ["gap", "a snapshot further on", snapshotOnly(batch(2, 0, 11, 1_001))],
    ["gap", "another epoch, with a lower revision too", batch(3, 4, 4, 500)],
  ])("[O5] %s: %s", (verdict, _what, given) => {
    expect(classify(heard, given)).toBe(verdict);
  });

  test("[O5] and to those of whom nothing is known it is a gap", () => {
    expect(classify(null, batch(2, 10, 11, 1_001))).toBe("gap");
  });
});
