/** The number of seeds within which each fault has to be found. */
export const PATCH_SEEDS = 200;

/** A fault of one line in the real source. The simulation must find it. */
export interface Patch {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const patch = (name: string, file: string, find: string, replace: string): Patch => ({
  name,
  file,
  find,
  replace,
});

const LIVE_GAME = "src/actor/game/live-game.ts";
const RECOVERY = "src/actor/game/recovery.ts";
const VIEW = "src/shared/protocol/view.ts";
const AFTER_A_FAILURE = "mostInOne = Math.floor(publications.length / 2);\n      unsent ??= parcel;";

export const PATCHES: readonly Patch[] = [
  patch(
    "drops the write of a change that has one event",
    LIVE_GAME,
    "store.append(entry, after);",
    "if (entry.events.length > 1) store.append(entry, after);",
  ),
  patch(
    "speaks first, and writes a moment later",
    LIVE_GAME,
    "store.append(entry, after);",
    // After the end of the turn, when batches leave.
    "void (async () => { for (let ticks = 0; ticks < 5; ticks += 1) await null; store.append(entry, after); })();",
  ),
  patch(
    "applies a repeat twice",
    "src/actor/core/handle.ts",
    'if (answered) return { kind: "repeated", answer: answered };',
    "",
  ),
  patch(
    "forgets answers at once",
    "src/actor/core/game-record.ts",
    "remember(kept[seat], answersKey, accepted)",
    '""',
  ),
  patch(
    "lets an older snapshot take the place of a newer one after a failure",
    "src/actor/replica/outbox.ts",
    AFTER_A_FAILURE,
    AFTER_A_FAILURE.replace("??=", "="),
  ),
  patch("gives a failed snapshot up", "src/actor/replica/outbox.ts", AFTER_A_FAILURE, ""),
  patch(
    "publishes in the wrong order",
    "src/actor/replica/outbox.ts",
    "[...backlog, publication].slice(-MAX_BACKLOG)",
    "[publication, ...backlog]",
  ),
  patch("does not catch up after an outage", "src/actor/replica/replicator.ts", "outbox.retry();", ""),
  patch(
    "skips a revision at the end of a deal",
    "src/shared/game/evolve.ts",
    "revision: revisionAfter(game.revision, [event]),",
    'revision: revisionAfter(game.revision, [event]) + (event.type === "deal-ended" ? 1 : 0),',
  ),
  patch(
    "repeats a revision when a card is led",
    "src/shared/game/announced.ts",
    "sum + ANNOUNCED[type].length",
    'sum + (type === "trick-led" ? 0 : ANNOUNCED[type].length)',
  ),
  patch(
    "resumes from Redis under the old epoch",
    "src/shared/game/evolve.ts",
    "epoch: game.epoch + 1,",
    "epoch: game.epoch,",
  ),
  patch(
    "uses an epoch again after a second loss",
    RECOVERY,
    "if (!copy || !(await replicator.claim(claimed, copy))) return",
    "if (!copy || !claimed) return",
  ),
  patch(
    "tells everyone a hand that has changed",
    "src/actor/sockets/broadcast.ts",
    "viewer === seat ? encode(handMessage(after, seat, now)) : null)",
    "encode(handMessage(after, seat, now)))",
  ),
  patch(
    "shows players the hand of the seat after theirs",
    VIEW,
    "handOf(game, seat).map(cardFace),\n  allowed",
    "handOf(game, ((seat + 1) % 5) as Seat).map(cardFace),\n  allowed",
  ),
  patch(
    "shows in `allowed` what others hold",
    "src/shared/protocol/allowed.ts",
    'allowed.push({ message_type: "play", cards: hand });',
    'allowed.push({ message_type: "play", cards: [...hand, ...handOf(game, ((seat + 1) % 5) as Seat)] });',
  ),
  patch(
    "tells everyone the partner as soon as the suit is called",
    VIEW,
    "isPartnerInSecret(game, viewer) ? (viewer as Seat) : revealedPartner(phase),",
    "isPlaying(phase) && phase.trump ? phase.trump.partner : revealedPartner(phase),",
  ),
  patch(
    "publishes the secret in the place of the commitment",
    VIEW,
    'commitmentTo(phase.name === "end" ? phase.secret : secret);',
    'phase.name === "end" ? phase.secret : secret;',
  ),
  patch(
    "puts a player's view into the clear part of the copy",
    "src/actor/replica/stored-copy.ts",
    'public: viewFor(game, "observer", observers),',
    "public: viewFor(game, 0, observers),",
  ),
  patch(
    "reads back the last checkpoint and nothing after it",
    "src/actor/core/event-log.ts",
    "        record = after;",
    "        record ??= after;",
  ),
  patch(
    "keeps who a socket is in memory alone",
    "src/actor/sockets/sessions.ts",
    "socket.serializeAttachment({ ...session, format: WRITES });",
    "",
  ),
  patch(
    "does not set the alarm again after it has rung",
    "src/actor/core/alarm.ts",
    "setTo = null;\n      return late;",
    "return late;",
  ),
  patch(
    "does not give a seat back to its player",
    "src/actor/core/handle.ts",
    "[...resume(record.game, seat, context.now), ...decision.value]",
    "[...decision.value]",
  ),
  patch(
    "ends turns a second early",
    "src/shared/game/clock.ts",
    "askedAt + turn_seconds * 1000",
    "askedAt + turn_seconds * 1000 - (game.revision % 2) * 1000",
  ),
  patch(
    "grants no time after a restore",
    RECOVERY,
    "[restored, ...grace(record.game, now), ...restartShuffle(record.game, now)]",
    "[restored]",
  ),
  patch(
    "the client does not send again what had no answer",
    "src/client/game-client.ts",
    "for (const message of requests.unanswered()) connection.send(message);",
    "",
  ),
  patch(
    "the client sends again under a new name",
    "src/client/game-client.ts",
    "for (const message of requests.unanswered()) connection.send(message);",
    "for (const message of requests.unanswered()) connection.send({ ...message, action_id: nextId() });",
  ),
  patch(
    "the client does not notice a server that has fallen silent",
    "src/client/connection.ts",
    'if (!heard) return end(BROKEN, "the server has stopped answering");',
    "",
  ),
  patch(
    "the client does not follow who is on turn",
    "src/client/reducer.ts",
    "return idle({ ...snapshot, bids, current_player_id, deadline });",
    "return idle({ ...snapshot, bids });",
  ),
];
