import { PING } from "../../src/shared/protocol/version.ts";
import { type Move, wildMove } from "../clients/moves.ts";
import type { Random } from "../clients/random.ts";

/** The knowledge of the game that a sender of hostile frames has. */
export interface Sight {
  readonly gameId: string;
  readonly revision: number;
  /** A move of this sender that would be accepted, if there is one. */
  readonly legal: Move | null;
  /** An unused `action_id` and a used one. */
  readonly fresh: string;
  readonly used: string;
}

/**
 * A message as the text of each field. JSON can express more than a JavaScript value, such as `-0` or a duplicate key.
 */
type Fields = [name: string, text: string][];

const MAX_BYTES = 4_096;

/** Values for wrong places: other types, invalid numbers, names of properties that every object has. */
const STRANGE = [
  ...["null", "true", "false", "[]", "{}", '""', "[[]]", "[null]", '{"length":5}'],
  ...["-0", "0", "-1", "1", "4", "5", "39", "40", "61", "120", "0.1", "1.5", "1e0", "61.0", "1E2"],
  ...["1e308", "1e999", "-1e999", "9007199254740991", "9007199254740993", "-9007199254740993"],
  ...["1e-999", "4294967296", "-2147483649", "0.1e1", "123456789012345678901234567890"],
  ...['"NaN"', '"Infinity"', '"-0"', '"0"', '"1"', '"null"', '"undefined"', '"true"', '" 1 "'],
  ...['"__proto__"', '"constructor"', '"prototype"', '"toString"', '"hasOwnProperty"', '"valueOf"'],
  ...['{"__proto__":{"seat":0}}', '{"constructor":{"prototype":{"ok":true}}}', '{"toString":null}'],
  ...['{"card_id":-0}', '{"card_id":3,"suit":"cups"}', '{"suit":"coins"}', '{"rank":1}', '{"valueOf":1}'],
  ...['{"suit":"__proto__","rank":1}', '{"suit":"coins","rank":1,"card_id":0}', '{"card_id":"1"}'],
  ...['"\\ud800"', '"\\udc00\\ud800"', '"\ud83c"', '"🂡"', '"\\u0000"', '"\u202e"', '"ſ"', '"İ"', '"K"'],
  ...['"coins"', '"bid"', '"sync"', '"join.ok"', '"action.result"', '"game"', '"observer"', '"1.0.0"'],
  ...['"2.0.0"', '"1"', '"0.9"', '"1.0.0-x"', '"999999999999999999999.0.0"', '"1.0.0\\n"'],
] as const;

const NAMES = [
  ...["message_type", "action_id", "game_id", "player_id", "version", "expected_revision", "token"],
  ...["bid", "card", "hand", "partner_rank", "partner_suit", "nonce", "seat", "role", "origin", "epoch"],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "then", "toJSON", "", "0", "length"],
] as const;

const TYPES = [
  ...["ping", "join", "sync", "bid", "call-partner-rank", "call-partner-suit", "play", "reorder"],
  ...[
    "next-deal",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "PLAY",
    "play ",
    "action.result",
  ],
] as const;

const write = (fields: Fields): string =>
  `{${fields.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;

/** A random frame, from a valid message to noise. */
export const hostileFrame = (random: Random, sight: Sight): string | ArrayBuffer => {
  const roll = random.int(100);
  if (roll < 12) return write(honest(random, sight));
  if (roll < 62) return write(mutated(random, addressed(random, sight, honest(random, sight))));
  if (roll < 74) return write(addressed(random, sight, honest(random, sight)));
  if (roll < 86) return scratched(random, write(honest(random, sight)));
  if (roll < 90) return nested(random, sight);
  if (roll < 91) return oversized(random, sight);
  if (roll < 92) return padded(random, sight);
  if (roll < 93) return Uint8Array.from({ length: random.int(64) }, () => random.int(256)).buffer;
  return noise(random);
};

/** A well-formed message: sometimes the legal move, otherwise any. */
const honest = (random: Random, sight: Sight): Fields => {
  const id: Fields[number] = ["action_id", JSON.stringify(random.chance(0.06) ? sight.used : sight.fresh)];
  const roll = random.int(40);
  if (roll === 0) return [["message_type", '"ping"']];
  if (roll === 1) return [["message_type", '"sync"'], id];
  if (roll === 2) return [["message_type", '"join"'], id, ["token", JSON.stringify(random.hex(40))]];
  const { message_type, ...body } = sight.legal && random.chance(0.3) ? sight.legal : wildMove(random);
  const fields = Object.entries(body).map(([name, value]): Fields[number] => [name, JSON.stringify(value)]);
  return [["message_type", JSON.stringify(message_type)], id, ...fields];
};

/** Adds fields of the address and the expected revision, with right or wrong values. */
const addressed = (random: Random, { gameId, revision }: Sight, fields: Fields): Fields => {
  const others: Fields = [
    ["player_id", String(random.int(7) - 1)],
    ["game_id", JSON.stringify(random.pick([gameId, gameId.toLowerCase(), "ANOTHR", "", gameId.slice(1)]))],
    ["version", random.pick(['"1.0.0"', '"1.9.9"', '"2.0.0"', '"0.1"', '"one"'])],
    ["expected_revision", String(revision + random.pick([0, 0, 0, -1, 1, -revision, 1_000_000]))],
    ["token", JSON.stringify(random.chance(0.1) ? "x".repeat(random.int(3_500)) : random.hex(30))],
    ["role", '"host"'],
  ];
  return [...fields, ...others.filter(() => random.chance(0.25))];
};

const mutated = (random: Random, fields: Fields): Fields => {
  const copy: Fields = fields.map(([name, text]) => [name, text]);
  for (let times = random.pick([1, 1, 2, 4]); times > 0; times -= 1) {
    const at = random.int(copy.length);
    const [name = "", text = ""] = copy[at] ?? [];
    // In half of the cases the message still gets a result.
    if ((name === "message_type" || name === "action_id") && random.chance(0.7)) continue;
    switch (random.int(7)) {
      case 0:
        copy.splice(at, 1);
        break;
      case 1:
      case 2:
        copy.splice(at, 1, [
          name,
          name === "message_type" ? `"${random.pick(TYPES)}"` : random.pick(STRANGE),
        ]);
        break;
      case 3:
        copy.splice(at, 1, [random.pick(NAMES), text]);
        break;
      case 4:
        copy.splice(random.int(copy.length + 1), 0, [random.pick(NAMES), random.pick(STRANGE)]);
        break;
      case 5:
        copy.splice(at, 1, [
          name,
          random.pick([`[${text}]`, `{"card_id":${text}}`, `[${text},${text},${text}]`]),
        ]);
        break;
      default:
        // A duplicate key, of which the last value counts.
        copy.push([name, random.pick(STRANGE)]);
    }
  }
  return copy;
};

/** A text that is cut, or in which a few characters are changed. */
const scratched = (random: Random, text: string): string => {
  if (random.chance(0.3)) return text.slice(0, random.int(text.length));
  let scratched = text;
  for (let times = 1 + random.int(3); times > 0; times -= 1) {
    const at = random.int(scratched.length);
    const put = random.pick([
      "",
      '"',
      "{",
      "}",
      "[",
      ",",
      ":",
      "9",
      "-",
      "e",
      "\\",
      "\u0000",
      "\ud800",
      "é",
      "NaN",
    ]);
    scratched = scratched.slice(0, at) + put + scratched.slice(at + random.int(3));
  }
  return scratched;
};

const nested = (random: Random, { fresh }: Sight): string => {
  const depth = 1 + random.int(1_300);
  const [open, close] = random.pick([
    ["[", "]"],
    ['{"a":', "}"],
    ['{"__proto__":', "}"],
  ] as const);
  const most = Math.min(depth, Math.floor((MAX_BYTES - 100) / (open.length + close.length)));
  const deep = open.repeat(most) + random.pick(["1", "null", "{}"]) + close.repeat(most);
  if (random.chance(0.2)) return deep;
  const field = random.pick(["card", "hand", "bid", "nonce", "token", "x"]);
  const type = random.pick(["play", "reorder", "bid", "next-deal", "join"]);
  return write([
    ["message_type", `"${type}"`],
    ["action_id", JSON.stringify(fresh)],
    [field, deep],
  ]);
};

/** A message over the limit in bytes, but not always in characters. */
const oversized = (random: Random, sight: Sight): string => {
  const fields = honest(random, sight);
  const bare = write([...fields, ["x", '""']]).length;
  const [letter, bytes] = random.pick([
    ["x", 1] as const,
    ["€", 3] as const,
    ["🂡", 4] as const,
    ["\ud800", 3] as const,
  ]);
  const letters = Math.ceil((MAX_BYTES + 1 - bare) / bytes) + random.pick([0, 0, 1, 5_000]);
  return write([...fields, ["x", `"${letter.repeat(letters)}"`]]);
};

/** A message just within the limit. */
const padded = (random: Random, sight: Sight): string => {
  const text = write(honest(random, sight));
  return text + random.pick([" ", "\n", "\t"]).repeat(MAX_BYTES - text.length - random.int(2));
};

const noise = (random: Random): string => {
  switch (random.int(5)) {
    case 0:
      return random.pick([
        PING,
        ` ${PING}`,
        "",
        " ",
        "\u0000",
        "null",
        "NaN",
        "undefined",
        "[]",
        "{}",
        '"ping"',
        "0",
      ]);
    case 1:
      return random.pick(STRANGE);
    case 2:
      return String.fromCharCode(...Array.from({ length: random.int(60) }, () => random.int(65_536)));
    case 3:
      return String.fromCharCode(...Array.from({ length: random.int(60) }, () => random.int(256)));
    default:
      return write(Array.from({ length: random.int(8) }, () => [random.pick(NAMES), random.pick(STRANGE)]));
  }
};
