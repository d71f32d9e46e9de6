import type { ByteReader, ByteWriter } from "./link-bytes.ts";

/*
 * The rules of a game in a link. Each rule has a number and a value that is left out. Both are part of the format and
 * stay as they are, whatever the defaults become: old links are read for ever. A rule without a number goes by its name.
 */

type Value = string | number | boolean | null;

/** The rules by number, with their values by number; the first one is left out. */
const NUMBERED: readonly (readonly [name: string, values: readonly [Value, ...Value[]]])[] = [
  ["suit_call", ["after-first-trick", "before-play"]],
  ["first_lead", ["caller", "eldest"]],
  ["weak_hand_below", [5]],
  ["minimum_bid", [61]],
  ["multiplier", ["none", "ladder"]],
  ["deals", [10]],
  ["turn_seconds", [null]],
  ["phrases", [true, false]],
  ["auction", ["points", "ranks"]],
  ["rank_call", ["before-play", "after-first-trick"]],
  ["thrown_in", ["same", "double"]],
  ["match_points", [null]],
  ["hints", [false, true]],
];
/** The number of a rule that goes by its name, and of a value that is written out. Both are part of the format. */
const NAMED = 113;
const SPELT = 0;

export const writeRules = (to: ByteWriter, rules: object): void => {
  const told = Object.entries(rules).filter(([name, value]) => valuesOf(name)?.[0] !== value);
  to.number(told.length);
  for (const [name, value] of told) {
    const number = NUMBERED.findIndex(([known]) => known === name);
    to.number(number < 0 ? NAMED : number);
    if (number < 0) to.text(name);
    const at = valuesOf(name)?.indexOf(value) ?? -1;
    to.number(at < 0 ? SPELT : at);
    if (at < 0) to.text(JSON.stringify(value));
  }
};

/** All rules that have a number, with those that were written. Throws for bytes that are none. */
export const readRules = (from: ByteReader): Readonly<Record<string, unknown>> => {
  const rules: Record<string, unknown> = Object.fromEntries(
    NUMBERED.map(([name, values]) => [name, values[0]]),
  );
  for (let left = from.number(); left > 0; left--) {
    const number = from.number();
    const name = number === NAMED ? from.text() : NUMBERED[number]?.[0];
    if (name === undefined) throw new RangeError("a rule has no name");
    const at = from.number();
    rules[name] = at === SPELT ? JSON.parse(from.text()) : valuesOf(name)?.[at];
  }
  return rules;
};

const valuesOf = (name: string): readonly Value[] | undefined =>
  NUMBERED.find(([known]) => known === name)?.[1];
