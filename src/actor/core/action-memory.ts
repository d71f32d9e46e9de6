import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { actionOf, codeOf, type Done } from "./action-code.ts";
import { BASE, digits, numberAt } from "./digits.ts";

/** The first answer to an accepted action. Each repeat gets the same answer [P19]. */
export interface Answer {
  readonly actionId: string;
  readonly epoch: number;
  readonly revision: number;
  readonly turn: number;
  readonly action: Done;
}

/*
 * The remembered answers of a seat are one text, oldest first: slots of 22 characters. A slot has the keyed hash of the
 * id, the code of the action, and how much epoch, revision and turn have grown since the slot before. When they have grown
 * by more than a slot can say, and at the beginning, a slot without an answer gives their values. The text is stored as it
 * is. Its length depends on the number of answers alone, and not on what they say [V1].
 */
const SLOT = 22;
const [HASH, ACTION, STEP] = [10, 7, 5];
const STEP_AT = HASH + ACTION;
const [EPOCHS, REVISIONS, TURNS] = [2 ** 4, 2 ** 15, 2 ** 13];
/** The last characters of a slot that gives values. No step is as large. */
const VALUES = BASE ** STEP - 1;
const [EPOCH_WIDTH, NUMBER_WIDTH] = [5, 6];

/** The number of accepted actions that are remembered for each seat, so that a repeat gets the first answer [P19]. */
const REMEMBERED = 64;

interface Place {
  readonly epoch: number;
  readonly revision: number;
  readonly turn: number;
}
/** A slot with an answer. It begins at the character `at`. */
interface Slot extends Place {
  readonly at: number;
}

const start = ({ epoch, revision, turn }: Place): string =>
  digits(epoch, EPOCH_WIDTH) +
  digits(revision, NUMBER_WIDTH) +
  digits(turn, NUMBER_WIDTH) +
  digits(VALUES, STEP);

/** What `to` adds to `from`; null when a slot cannot say it. */
const stepBetween = (from: Place | undefined, to: Place): number | null => {
  if (!from) return null;
  const [epoch, revision, turn] = [to.epoch - from.epoch, to.revision - from.revision, to.turn - from.turn];
  const fits = [epoch, revision, turn].every((step) => step >= 0);
  if (!fits || epoch >= EPOCHS || revision >= REVISIONS || turn >= TURNS) return null;
  return (epoch * REVISIONS + revision) * TURNS + turn;
};

const slotsIn = (answers: string): readonly Slot[] => {
  const slots: Slot[] = [];
  let [epoch, revision, turn] = [0, 0, 0];
  for (let at = 0; at < answers.length; at += SLOT) {
    const step = numberAt(answers, at + STEP_AT, STEP);
    if (step === VALUES) {
      epoch = numberAt(answers, at, EPOCH_WIDTH);
      revision = numberAt(answers, at + EPOCH_WIDTH, NUMBER_WIDTH);
      turn = numberAt(answers, at + EPOCH_WIDTH + NUMBER_WIDTH, NUMBER_WIDTH);
      continue;
    }
    epoch += Math.floor(step / (REVISIONS * TURNS));
    revision += Math.floor(step / TURNS) % REVISIONS;
    turn += step % TURNS;
    slots.push({ at, epoch, revision, turn });
  }
  return slots;
};

/** `answers` with one more. `content` is the hash and the action. */
const appended = (answers: string, last: Place | undefined, place: Place, content: string): string => {
  const step = stepBetween(last, place);
  return answers + (step === null ? start(place) : "") + content + digits(step ?? 0, STEP);
};

/** The latest `most` of `answers`. */
export const latestOf = (answers: string, most: number): string => cut(answers, slotsIn(answers), most);

const cut = (answers: string, slots: readonly Slot[], most: number): string => {
  const first = slots[slots.length - most];
  if (!first || slots.length === most) return answers;
  const { at } = first;
  return start(first) + answers.slice(at, at + STEP_AT) + digits(0, STEP) + answers.slice(at + SLOT);
};

/**
 * The keyed hash of an id, 64 bits. The key may precede the id because the hash is truncated. Two ids of a seat with the
 * same hash count as one.
 */
const hashOf = (key: string, actionId: string): string => {
  const hash = sha256(utf8ToBytes(key + actionId));
  const words = new DataView(hash.buffer, hash.byteOffset);
  return digits(words.getUint32(0), HASH / 2) + digits(words.getUint32(4), HASH / 2);
};

/** The key for a game that was created without one, from a secret of it. */
export const keyFrom = (secret: string): string => hashOf("answers", secret);

/** `answers` with `answer`, of which the latest 64 are kept. `key` is the key of the game's hashes. */
export const remember = (answers: string, key: string, { actionId, action, ...place }: Answer): string => {
  const slots = slotsIn(answers);
  const kept = cut(answers, slots, REMEMBERED - 1);
  return appended(kept, slots.at(-1), place, hashOf(key, actionId) + digits(codeOf(action), ACTION));
};

/** The answer to `actionId` in `answers`, or undefined. */
export const recalled = (answers: string, key: string, actionId: string): Answer | undefined => {
  const hash = hashOf(key, actionId);
  // Nearly every action is new.
  if (!answers.includes(hash)) return undefined;
  const slot = slotsIn(answers).findLast(({ at }) => answers.startsWith(hash, at));
  if (!slot) return undefined;
  const { at, ...place } = slot;
  return { actionId, ...place, action: actionOf(numberAt(answers, at + HASH, ACTION)) };
};

/** Whether `answers` is what `remember` writes. Throws or returns false for anything else. */
export const areSound = (answers: string): boolean => {
  let [written, last]: [string, Place | undefined] = ["", undefined];
  for (const slot of slotsIn(answers)) {
    const hash = answers.slice(slot.at, slot.at + HASH);
    const action = actionOf(numberAt(answers, slot.at + HASH, ACTION));
    written = appended(written, last, slot, hash + digits(codeOf(action), ACTION));
    last = slot;
  }
  return written === answers;
};
