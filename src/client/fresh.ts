/** 128 random bits in hex. It uses an API that also exists on pages over plain http. */
export const freshHex = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
