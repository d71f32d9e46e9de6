/*
 * The bytes of a deal as a link: numbers of any size, texts and hex digits, one after the other, and the base64url of
 * them all.
 */

/** Collects bytes. */
export class ByteWriter {
  readonly #bytes: number[] = [];

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  /** A whole number from 0 on, seven bits in each byte. */
  number(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#bytes.push(128 + (rest % 128));
    this.#bytes.push(rest);
  }

  raw(bytes: Uint8Array): void {
    this.#bytes.push(...bytes);
  }

  block(bytes: Uint8Array): void {
    this.number(bytes.length);
    this.raw(bytes);
  }

  text(text: string): void {
    this.block(new TextEncoder().encode(text));
  }

  /** Hex digits of either case, an odd number of them too: their count, the digits, and which of them are upper-case. */
  hex(digits: string): void {
    const upper = [...digits].map((digit) => (/[A-F]/.test(digit) ? "1" : "0"));
    const mixed = upper.includes("1");
    this.number(digits.length * 2 + Number(mixed));
    this.raw(bytesIn(digits, 16));
    if (mixed) this.raw(bytesIn(upper.join(""), 2));
  }
}

/** Takes bytes in the order in which they were written. Throws a `RangeError` after the last one. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  number(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 42; scale *= 128) {
      const [byte = 0] = this.raw(1);
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
    throw new RangeError("a number is too long");
  }

  raw(count: number): Uint8Array {
    if (count > this.#bytes.length - this.#at) throw new RangeError("the bytes end too early");
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  block(): Uint8Array {
    return this.raw(this.number());
  }

  text(): string {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.block());
  }

  hex(): string {
    const head = this.number();
    const count = Math.floor(head / 2);
    const digits = digitsIn(this.raw(Math.ceil(count / 2)), 16, count);
    if (head % 2 === 0) return digits;
    const upper = digitsIn(this.raw(Math.ceil(count / 8)), 2, count);
    return [...digits].map((digit, at) => (upper[at] === "1" ? digit.toUpperCase() : digit)).join("");
  }
}

/** Bytes of these digits; the last byte is filled with zeros. */
const bytesIn = (digits: string, radix: 2 | 16): Uint8Array => {
  const size = radix === 16 ? 2 : 8;
  const count = Math.ceil(digits.length / size);
  return Uint8Array.from({ length: count }, (_, at) =>
    Number.parseInt(digits.slice(at * size, at * size + size).padEnd(size, "0"), radix),
  );
};

const digitsIn = (bytes: Uint8Array, radix: 2 | 16, count: number): string =>
  [...bytes]
    .map((byte) => byte.toString(radix).padStart(radix === 16 ? 2 : 8, "0"))
    .join("")
    .slice(0, count);

/** Choices as one number: each has a value below its radix. */
export const packed = (choices: readonly (readonly [value: number, radix: number])[]): Uint8Array => {
  const whole = choices.reduceRight((sum, [value, radix]) => sum * BigInt(radix) + BigInt(value), 0n);
  const digits = whole.toString(16);
  return bytesIn(digits.padStart(digits.length + (digits.length % 2), "0"), 16);
};

/** Takes choices out of such a number, the first one first, each with its radix. */
export const unpacking = (bytes: Uint8Array): ((radix: number) => number) => {
  let whole = BigInt(`0x0${digitsIn(bytes, 16, bytes.length * 2)}`);
  return (radix) => {
    const value = Number(whole % BigInt(radix));
    whole /= BigInt(radix);
    return value;
  };
};

export const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** The bytes of a base64url text; null for another text. */
export const fromBase64url = (text: string): Uint8Array | null => {
  if (!/^[\w-]+$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
};
