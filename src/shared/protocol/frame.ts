/** The size limit of a client's frame, in bytes [S8]. */
export const MAX_FRAME_BYTES = 4_096;
/** Why a larger frame is refused. */
export const FRAME_TOO_LARGE = `a frame may have at most ${MAX_FRAME_BYTES} bytes`;
/** The maximum time between the opening of a socket and its token, in ms [S2]. */
export const JOIN_WITHIN_MS = 10_000;
/** This number of invalid frames within a minute closes a socket [P21]. */
export const MAX_INVALID_FRAMES = 20;

/** The maximum number of UTF-8 bytes for one UTF-16 unit. */
const MAX_BYTES_A_UNIT = 3;

/** The UTF-8 bytes of `data`. For a text that is clearly within or over the limit, its length in UTF-16 units. */
export const bytesIn = (data: string | ArrayBuffer): number => {
  if (typeof data !== "string") return data.byteLength;
  const { length } = data;
  const isSure = length > MAX_FRAME_BYTES || length * MAX_BYTES_A_UNIT <= MAX_FRAME_BYTES;
  return isSure ? length : new TextEncoder().encode(data).length;
};
