import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Done } from "../../src/actor/core/action-code.ts";
import { remember } from "../../src/actor/core/action-memory.ts";
import type { GameRecord } from "../../src/actor/core/game-record.ts";
import { packDeal, packRecord, unpackDeal, unpackRecord } from "../../src/actor/core/packing.ts";
import { lengthened, shortened } from "../../src/actor/core/short-names.ts";
import { dealIn, dealToStore } from "../../src/actor/core/stored-deal.ts";
import { copied } from "../../src/actor/replica/stored-copy.ts";
import { WRITES } from "../../src/shared/format.ts";
import { bySeat, type Seat } from "../../src/shared/game/seats.ts";
import { playedEntries } from "../support/entries.ts";
import { playedMatch } from "../support/replays.ts";

const stored = (value: unknown) => JSON.parse(JSON.stringify(value));
const RECORDS = [1, 3].flatMap((seed) => playedEntries("PACKED", 90, seed).map(({ after }) => after));

describe("[R11] the stored form", () => {
  test("[R11] every record of a match is read back as it was, in every phase", () => {
    const phases = new Set(RECORDS.map(({ game }) => game.phase.name));
    expect(phases.size).toBeGreaterThanOrEqual(7);
    // The order of the fields is the same too, because equal snapshots are compared as texts.
    for (const record of RECORDS)
      expect(JSON.stringify(unpackRecord(stored(packRecord(record))).game.rules)).toBe(
        JSON.stringify(record.game.rules),
      );
    for (const record of RECORDS) expect(unpackRecord(stored(packRecord(record)))).toEqual(stored(record));
  });

  test("[R11] bids with fields that are added later keep them", () => {
    const { finished } = playedMatch(3, { deals: 1 });
    const [deal] = finished;
    if (!deal) throw new Error("no deal was played");
    const bids = deal.bids.map((bid, at) => (at % 2 === 0 ? { ...bid, rank: 3 as const, later: true } : bid));
    expect(unpackDeal(stored(packDeal({ ...deal, bids })))).toEqual({ ...deal, bids });
  });

  test("[H16] a join keeps its name, whether its player has the seat, has left or has another name", () => {
    const [first] = RECORDS;
    const game = RECORDS.find(({ game: { phase } }) => phase.name === "bid")?.game;
    if (!first || !game) throw new Error("nothing was played");
    const key = { key: "ab".repeat(32), fingerprint: null };
    const join = (seat: Seat, version: number, name: string) => ({ ...key, seat, version, name, at: 5 });
    const joined = [join(0, 1, "Player 1"), join(1, 9, "Player 2"), join(2, 1, "Anyone")];
    const record: GameRecord = { ...first, game: { ...game, joined } };
    expect(unpackRecord(stored(packRecord(record))).game.joined).toEqual(joined);
  });

  test("[R11] any value comes back: digests, texts that look like one, names that are not known", () => {
    const digest = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 62, maxLength: 66 });
    const text = fc.oneof(
      digest,
      fc.string(),
      fc.string().map((rest) => `#${rest}`),
    );
    const key = fc.oneof(fc.constantFrom("game", "seats", "nonce", "points"), fc.string({ minLength: 2 }));
    const value = fc.letrec<{ any: unknown }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        ...[text, fc.integer(), fc.boolean(), fc.constant(null)],
        fc.array(tie("any"), { maxLength: 4 }),
        fc.dictionary(key, tie("any"), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).any;
    fc.assert(
      fc.property(value, (any) => {
        expect(JSON.stringify(lengthened(stored(shortened(any))))).toBe(JSON.stringify(any));
      }),
    );
  });

  test("[R13] a finished deal is read back as that deal of that game alone", () => {
    const deals = playedMatch(5, { deals: 3 }).finished;
    expect(deals).toHaveLength(3);
    for (const deal of deals) {
      const kept = stored(dealToStore("PACKED", deal));
      expect(dealIn(kept, "PACKED", deal.dealNumber)).toEqual(deal);
      expect(dealIn(kept, "OTHERS", deal.dealNumber)).toBeNull();
      expect(dealIn(kept, "PACKED", deal.dealNumber + 1)).toBeNull();
      expect(dealIn({ ...kept, format: WRITES + 1 }, "PACKED", deal.dealNumber)).toBeNull();
      for (const spoiled of [null, 7, "deal", {}, { ...kept, deal: null }, { ...kept, deal: [] }])
        expect(dealIn(spoiled, "PACKED", deal.dealNumber)).toBeNull();
      const short = packDeal({ ...deal, plays: [...deal.plays.slice(1), deal.plays[1] ?? 0] });
      expect(dealIn({ ...kept, deal: stored(short) }, "PACKED", deal.dealNumber)).toBeNull();
    }
  });
});

describe("[V1] the length of a stored record", () => {
  const lengthOf = (record: GameRecord) => JSON.stringify(packRecord(copied(record))).length;
  const handsOf = ({ game: { phase } }: GameRecord) => ("hands" in phase ? phase.hands : null);
  const withHands = (record: GameRecord, hands: readonly (readonly number[])[]): GameRecord => ({
    ...record,
    game: { ...record.game, phase: { ...record.game.phase, hands } } as GameRecord["game"],
  });

  test("[V1] it is the same whoever holds which of the unplayed cards, in whatever order", () => {
    const dealt = RECORDS.filter((record) => handsOf(record));
    expect(dealt.length).toBeGreaterThan(100);
    for (const record of dealt) {
      const hands = handsOf(record) ?? [];
      const cards = hands.flat().toReversed();
      const others = hands.map(({ length }) => cards.splice(0, length));
      expect(lengthOf(withHands(record, others))).toBe(lengthOf(record));
    }
  });

  test("[V1, P19] it is the same whatever the answers say", () => {
    const [record] = RECORDS.filter((one) => handsOf(one)).slice(-1);
    if (!record) throw new Error("nothing was dealt");
    const remembering = (done: (at: number) => Done) => {
      const ids = Array.from({ length: 80 }, (_, at) => `id ${at}`);
      const answers = ids.reduce((kept, actionId, at) => {
        const place = { epoch: 1, revision: 100 + 3 * at, turn: 90 + at };
        return remember(kept, record.answersKey, { ...place, actionId, action: done(at) });
      }, "");
      return lengthOf({ ...record, answers: bySeat(() => answers) });
    };
    const low = remembering(() => ({ type: "reorder", hand: [0, 1, 2, 3, 4, 5, 6, 7] }));
    const high = remembering((at) => ({ type: "reorder", hand: [39, 38, 30, 12, 11, 22, 33, at % 10] }));
    const plays = remembering((at) => ({ type: "play", card: at % 40 }));
    expect([high, plays]).toEqual([low, low]);
  });
});
