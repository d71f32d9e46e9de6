import { CLOSE } from "../../shared/protocol/close.ts";
import type { Rejection } from "../../shared/protocol/refusal.ts";
import { type Alarm, type Duty, NEVER } from "../core/alarm.ts";
import { closeQuietly } from "../sockets/outbound.ts";
import type { Sessions } from "../sockets/sessions.ts";
import type { HeldStanding } from "./held-standing.ts";
import type { GalleryIdentity } from "./identity.ts";
import type { GalleryPlatform } from "./platform.ts";
import { snapshotOnly } from "./sequence.ts";

/** The delay of the next call to the game, in ms, by its reason. */
const IN_MS = {
  /** The number of observers has changed. One call a second is enough [O7]. */
  report: 1_000,
  /** The last call has failed. */
  again: 5_000,
  /** Nothing has changed. The call detects lost batches and silent clients. */
  "roll-call": 60_000,
} as const;

/** A gallery's calls to its game. They report the number of observers and return the state of the game [O7]. */
export interface Attendance {
  /** Waits for a snapshot if there is none. Concurrent calls wait for the same answer. */
  readonly ready: () => Promise<Rejection | null>;
  /** The same for a socket that is about to be accepted. It counts as an observer during the call. */
  readonly readyForOneMore: () => Promise<Rejection | null>;
  /** Plans the next call. It is soon if the game does not know the number of observers. */
  readonly plan: () => void;
  /** Closes every socket and deletes the storage. */
  readonly close: () => Promise<void>;
  readonly duty: Duty;
  /** Plans a call after a failure. */
  readonly again: () => void;
}

export interface AttendancePorts {
  readonly platform: GalleryPlatform;
  readonly alarm: Alarm;
  readonly sessions: Sessions;
  readonly identity: GalleryIdentity;
  readonly standing: HeldStanding;
}

export const openAttendance = (ports: AttendancePorts): Attendance => {
  const { platform, alarm, sessions, identity, standing } = ports;
  let asking: Promise<Rejection | null> | null = null;
  /** The number of sockets that wait for the snapshot. */
  let arriving = 0;
  let callAt = NEVER;

  const callIn = (occasion: keyof typeof IN_MS) => {
    callAt = Math.min(callAt, platform.now() + IN_MS[occasion]);
    alarm.rearm();
  };
  const plan = () => {
    const counted = standing.counted();
    callIn(counted !== sessions.observers() || counted === 0 ? "report" : "roll-call");
  };

  const close = async () => {
    for (const socket of [...sessions.watching()]) {
      sessions.update(socket, { identity: { kind: "gone" } });
      closeQuietly(socket, CLOSE.ended, "the game has ended");
    }
    standing.clear();
    identity.clear();
    callAt = NEVER;
    alarm.forget();
    await platform.storage.deleteAlarm();
    await platform.storage.deleteAll();
  };

  /** Calls the game. If the game has ended, the gallery closes [O9]. */
  const call = async (): Promise<Rejection | null> => {
    const key = identity.key();
    if (!key) return { kind: "unavailable" };
    const watchers = sessions.observers() + arriving;
    try {
      const answer = await platform.attend(key, watchers);
      if (!answer.ok) {
        if (answer.error.kind === "no-such-game") await close();
        return answer.error;
      }
      standing.count(watchers);
      standing.take(snapshotOnly(answer.value));
      return null;
    } catch {
      return { kind: "unreachable" };
    }
  };

  const ready = async () => {
    if (standing.at()) return null;
    asking ??= call().finally(() => {
      asking = null;
    });
    const rejection = await asking;
    return standing.at() ? null : (rejection ?? ({ kind: "unavailable" } as const));
  };

  return {
    ready,
    readyForOneMore: async () => {
      arriving += 1;
      const rejection = await ready();
      arriving -= 1;
      return rejection;
    },
    plan,
    close,
    again: () => callIn("again"),
    duty: {
      name: "call to the game",
      dueAt: () => callAt,
      run: async () => {
        callAt = NEVER;
        const rejection = await call();
        if (sessions.observers() === 0 && arriving === 0) return close();
        callIn(rejection ? "again" : "roll-call");
        if (standing.counted() !== sessions.observers()) plan();
      },
    },
  };
};
