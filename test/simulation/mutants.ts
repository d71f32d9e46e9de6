import type { Patch } from "../../dev/simulator/patches.ts";

/** A guard taken out of the real source, and the tests of one project that have to notice. */
export interface Mutant extends Patch {
  readonly tests: readonly string[];
}

const ATTACKS = ["test/simulation/attacks.test.ts"];
const CLOCK = ["test/simulation/clock.test.ts"];

const RECOVERY = "src/actor/game/recovery.ts";
const SCHEDULE = "src/actor/game/schedule.ts";
const SEAT_CALLS = "src/actor/game/seat-calls.ts";
const BUDGET = "src/actor/sockets/budget.ts";
const EVOLVE_SEAT = "src/shared/game/evolve-seat.ts";
const STORE = "src/actor/core/event-log.ts";

const mutant = (
  name: string,
  tests: readonly string[],
  file: string,
  find: string,
  replace: string,
): Mutant => ({ name, tests, file, find, replace });

export const MUTANTS: readonly Mutant[] = [
  mutant(
    "a key is good for any creation",
    ATTACKS,
    SEAT_CALLS,
    'isSameRequest(first, request) ? ok(createdAs(before)) : err({ kind: "key-reused" })',
    "ok(createdAs(before))",
  ),
  mutant(
    "a key is good for any join",
    ATTACKS,
    "src/shared/game/seating.ts",
    'isSameRequest(earlier, request) ? ok(earlier) : err({ kind: "key-reused" })',
    "ok(earlier)",
  ),
  mutant(
    "what comes by HTTP costs nothing",
    ATTACKS,
    BUDGET,
    "const isWithin = spend(payer, now, cost);",
    "const isWithin = true;",
  ),
  mutant(
    "what comes by HTTP is forgotten in a sleep",
    ATTACKS,
    BUDGET,
    'if (socket && payer !== "host") sessions.count(socket, { meter: meterOf(payer) }, now);',
    "",
  ),
  mutant(
    "a replay costs what any message costs",
    ATTACKS,
    "src/actor/game/game-calls.ts",
    "const REPLAY_COST = 10;",
    "const REPLAY_COST = 1;",
  ),
  mutant(
    "a seat may connect as often as it likes",
    ATTACKS,
    BUDGET,
    "return limit === 0 || count <= MAX_CONNECTIONS;",
    "return count > 0;",
  ),
  mutant(
    "a seat that reconnects starts its count anew",
    ATTACKS,
    "src/actor/game/presence.ts",
    "{ identity, meter: budget.meterOf(place.seat) }",
    "{ identity }",
  ),
  mutant(
    "a ping is free in any spelling",
    ATTACKS,
    "src/actor/sockets/inbound.ts",
    "if (data === PING) {",
    'if (typeof data === "string" && data.includes("ping")) {',
  ),
  mutant(
    "frames that are no message are not counted",
    ATTACKS,
    "src/actor/sockets/inbound.ts",
    "return misfits.length === MAX_INVALID_FRAMES;",
    "return misfits.length > MAX_INVALID_FRAMES;",
  ),
  mutant(
    "a newcomer sees the hand of the bot whose seat it has",
    ATTACKS,
    "src/shared/game/state.ts",
    'seats[seat].occupant?.acting.by === "bot-for-newcomer";',
    "seats[seat].occupant?.acting.by === undefined;",
  ),
  mutant(
    "a host that has been replaced is a host",
    ATTACKS,
    "src/actor/game/authorize.ts",
    'if (claims.role === "host" && claims.hostVersion !== record.game.hostVersion) return REVOKED;',
    "",
  ),
  mutant(
    "whoever gets a seat gets the answers of its holder before",
    ATTACKS,
    "src/actor/core/game-record.ts",
    'seats[seat].version === game.seats[seat].version ? before.answers[seat] : ""',
    "before.answers[seat]",
  ),
  mutant(
    "versions that were lost are given again",
    ATTACKS,
    EVOLVE_SEAT,
    "Math.max(version + 1, versionsFrom);",
    "version + 1 + 0 * versionsFrom;",
  ),
  mutant(
    "free seats keep a version that was given and lost",
    ATTACKS,
    EVOLVE_SEAT,
    "version: isOpen ? Math.max(version, versionsFrom) : version",
    "version",
  ),
  mutant(
    "rows of later code are taken for damaged ones",
    ATTACKS,
    STORE,
    'if (rows.some(({ row }) => isNewer(row))) return { kind: "newer" };',
    "",
  ),
  mutant(
    "a remembered answer is never looked at before it is needed",
    ATTACKS,
    "src/actor/core/soundness.ts",
    "answers.every(areSound)",
    'answers.every((of) => typeof of === "string")',
  ),
  mutant(
    "waking reads every row of a deal",
    ATTACKS,
    STORE,
    "const isDue = lastSeq + 1 - base >= CHECKPOINT_EVERY;",
    "const isDue = false;",
  ),
  mutant(
    "rows are kept for ever",
    ATTACKS,
    STORE,
    "if (lastSeq - firstSeq < 2 * KEPT_ROWS) return;",
    "if (lastSeq > 0) return;",
  ),
  mutant(
    "an order that is as asked for is stored again",
    ATTACKS,
    "src/actor/core/handle.ts",
    'if (events.length === 0) return { kind: "unchanged", answer };',
    "",
  ),
  mutant(
    "time goes back with the clock",
    CLOCK,
    "src/actor/core/steady-clock.ts",
    "ahead = Math.max(ahead, latest - now);",
    "",
  ),
  mutant(
    "whoever speaks does not bring the alarm near again",
    CLOCK,
    "src/actor/game/game-sockets.ts",
    "alarm.rearm();\n      const waiting",
    "const waiting",
  ),
  mutant(
    "pongs are reckoned by a clock that has gone back",
    CLOCK,
    "src/actor/sockets/sessions.ts",
    "Math.max(answeredAt + now() - wallNow(), heardAt)",
    "Math.max(answeredAt, heardAt)",
  ),
  mutant("nobody is pardoned after an alarm that is late", CLOCK, SCHEDULE, "inbound.pardon(now);", ""),
  mutant(
    "the seat on turn is given no time after an alarm that is late",
    CLOCK,
    SCHEDULE,
    "game ? [...grace(game, now), ...restartShuffle(game, now)] : []",
    "game ? [] : grace(game as never, now)",
  ),
  mutant(
    "the edge's word is judged by a clock that does not go back",
    CLOCK,
    "src/actor/game/authorize.ts",
    "gameId, platform.wallNow());",
    "gameId, platform.now());",
  ),
  mutant(
    "a claim replaces whatever stands there",
    ATTACKS,
    RECOVERY,
    "replicator.claim(claimed, copy)",
    'replicator.claim(claimed, { ...copy, stamp: "" })',
  ),
  mutant(
    "readable rows are preferred to a copy that is later by an order of cards",
    ATTACKS,
    "src/actor/game/origin.ts",
    "one.touchedAt >= other.touchedAt",
    "true",
  ),
  mutant(
    "stored fields are not looked at",
    ["test/simulation/damage.test.ts"],
    "src/actor/core/soundness.ts",
    "storedRecord.safeParse(record).success",
    "true",
  ),
  mutant(
    "a repeated create replaces a copy that cannot be read",
    ATTACKS,
    SEAT_CALLS,
    'if (found?.ok === false && ["newer", "unreadable"].includes(found.error.kind)) return found;',
    "",
  ),
];
