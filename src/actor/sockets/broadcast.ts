import { ANNOUNCED } from "../../shared/game/announced.ts";
import type { Event } from "../../shared/game/events.ts";
import type { Step } from "../../shared/game/evolve.ts";
import type { Game } from "../../shared/game/state.ts";
import { once } from "../../shared/once.ts";
import { callsForSync, handsChanged, seenBy, TOLD_APART } from "../../shared/protocol/announcements.ts";
import {
  ownView,
  secretPartner,
  sharedView,
  type Viewer,
  viewFor,
  withoutShuffle,
} from "../../shared/protocol/view.ts";
import { framed, handMessage, messageOf, type Occasion, type Place, whoIs } from "./messages.ts";
import type { Framing } from "./session.ts";

const placeOf = ({ id, epoch, revision, turn }: Place): Place => ({ id, epoch, revision, turn });

export interface Broadcast {
  /** The frames for `viewer`, in order. They depend on the framing only around the phase `shuffle` [P40]. */
  readonly framesFor: (viewer: Viewer, framing: Framing) => readonly string[];
  /** Whether the frames depend on the framing. */
  readonly isParted: boolean;
  /** The public messages for observers. */
  readonly announced: readonly object[];
}

/** Makes the frame for `viewer`, or null when the viewer gets none. */
type Frame = (viewer: Viewer, framing: Framing) => string | null;

/**
 * The frames for the events in `steps`. The first one begins at `revision`. A public message is encoded once for all
 * viewers who may see the same, and once more for a secret partner who may see more [V5]. Snapshots and hands are built
 * on demand.
 */
export const broadcastOf = (revision: number, steps: readonly Step[], occasion: Occasion): Broadcast => {
  const { now, encode = JSON.stringify } = occasion;
  const frames: Frame[] = [];
  const announced: object[] = [];
  const isParted = steps.some(concernsShuffle);
  for (const { event, after } of steps) {
    const numbered = (viewer: Viewer, from: number) =>
      seenBy(event, after, viewer).map((body, index) =>
        messageOf({ ...placeOf(after), revision: from + index + 1 }, body, now),
      );
    const from = revision + announced.length;
    const forAll = numbered("observer", from);
    announced.push(...forAll);
    const isToldApart = ANNOUNCED[event.type].some((message) => message === TOLD_APART);
    const partner = isToldApart ? secretPartner(after) : undefined;
    const forPartner = partner === undefined ? [] : numbered(partner, from);
    for (const [index, message] of forAll.entries()) {
      const text = once(() => encode(message));
      const apart = forPartner[index];
      const partnerText = apart?.message_type === TOLD_APART ? once(() => encode(apart)) : text;
      const former = formerly(message, event);
      const formerText = former === message ? text : once(() => encode(former));
      frames.push((viewer, framing) => {
        if (viewer === partner) return partnerText();
        return framing === "batch" ? text() : formerText();
      });
    }
    for (const seat of handsChanged(event, after)) {
      frames.push((viewer) => (viewer === seat ? encode(handMessage(after, seat, now)) : null));
    }
  }
  const last = steps.at(-1)?.after;
  if (last && steps.some(({ event }) => callsForSync(event))) frames.push(snapshotsOf(last, occasion));
  // Sockets without batches were told `ready` for the shuffle, and get a snapshot when it is over.
  else if (last && steps.some(({ event }) => event.type === "nonces-revealed")) {
    const snapshots = snapshotsOf(last, occasion);
    frames.push((viewer, framing) => (framing === "batch" ? null : snapshots(viewer, framing)));
  }
  const made = { batch: new Map<Viewer, readonly string[]>(), single: new Map<Viewer, readonly string[]>() };
  return {
    announced,
    isParted,
    framesFor: (viewer, framing) => {
      const known = made[isParted ? framing : "batch"];
      const texts =
        known.get(viewer) ?? frames.map((frame) => frame(viewer, framing)).filter((text) => text !== null);
      known.set(viewer, texts);
      return texts;
    },
  };
};

/** An unasked `sync` for everyone, without a change of `game`. */
export const syncOf = (game: Game, occasion: Occasion): Broadcast => {
  const frame = snapshotsOf(game, occasion);
  return {
    announced: [],
    isParted: game.phase.name === "shuffle",
    framesFor: (viewer, framing) => [frame(viewer, framing)],
  };
};

/** Whether sockets without batches are told something else about a step [P40]. */
const concernsShuffle = ({ event, after }: Step): boolean =>
  event.type === "nonces-revealed" || (after.phase.name === "shuffle" && callsForShuffle(event));

const callsForShuffle = (event: Event): boolean => event.type === "shuffle-begun" || callsForSync(event);

/** An announcement as sockets without batches get it [P40]. */
const formerly = (message: object, event: Event): object =>
  event.type === "shuffle-begun" ? withoutShuffle(message as Parameters<typeof withoutShuffle>[0]) : message;

/** The unasked snapshots of `game`. The shared part is encoded once for each kind of viewer. */
const snapshotsOf = (
  game: Game,
  { now, observers, encode = JSON.stringify }: Occasion,
): ((viewer: Viewer, framing: Framing) => string) => {
  const forAll = once(() => encode(sharedView(game, "observer", observers)));
  const partner = secretPartner(game);
  return (viewer, framing) => {
    const message = encode(messageOf(game, { message_type: "sync", ...whoIs(viewer) }, now));
    if (game.phase.name === "shuffle")
      return joined(message, encode({ snapshot: framed(viewFor(game, viewer, observers), framing) }));
    const shared = viewer === partner ? encode(sharedView(game, viewer, observers)) : forAll();
    const snapshot = joined(shared, encode(ownView(game, viewer)));
    return joined(message, `{"snapshot":${snapshot}}`);
  };
};

/** The JSON of one object with the fields of two non-empty ones. */
const joined = (one: string, other: string): string => `${one.slice(0, -1)},${other.slice(1)}`;
