/** An order for the attacking process, for `forMs`. */
export type Order = FramesOrder | ConnectionsOrder | RequestsOrder;

interface Pace {
  /** The number per second, at equal intervals; for frames, on each socket. */
  readonly perSecond: number;
  readonly forMs: number;
  /** The address of the attacker. */
  readonly address: string;
}

/** Sends frames in turn, and reconnects after the end of its connection. */
export interface FramesOrder extends Pace {
  readonly kind: "frames";
  readonly url: string;
  readonly protocols: readonly string[];
  readonly sockets: number;
  readonly frames: readonly string[];
  /**
   * Whether it continues to send on a socket that the server has closed, and keeps the connection; otherwise it
   * reconnects.
   */
  readonly persists: boolean;
  /** The type of the server's answer to a frame. */
  readonly answer: string;
}

/** Opens sockets, one after another. */
export interface ConnectionsOrder extends Pace {
  readonly kind: "connections";
  readonly url: string;
  readonly protocols: readonly string[];
}

/** Sends HTTP requests with the bodies in turn. */
export interface RequestsOrder extends Pace {
  readonly kind: "requests";
  readonly url: string;
  readonly method: string;
  readonly token: string | null;
  readonly bodies: readonly string[];
}

/** The results of an attack. */
export interface Met {
  readonly sent: number;
  /** The number of successful ones. */
  readonly answered: number;
  /** The number of refusals by status or close code. */
  readonly refused: Readonly<Record<string, number>>;
  /**
   * The first refusal: the status or close code, the number of answers before it, and the time since the start, in ms.
   */
  readonly stopped: { readonly by: string; readonly answered: number; readonly afterMs: number } | null;
  /** The share of one core that the attacking process used. */
  readonly load: number;
}
