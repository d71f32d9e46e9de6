/** What the attacking process is to do, for `forMs`. */
export type Order = FramesOrder | ConnectionsOrder | RequestsOrder;

interface Pace {
  /** How many a second, in equal steps; of frames, on each socket. */
  readonly perSecond: number;
  readonly forMs: number;
  /** The address it comes from. */
  readonly address: string;
}

/** Sends frames in turn, and comes again when its connection is gone. */
export interface FramesOrder extends Pace {
  readonly kind: "frames";
  readonly url: string;
  readonly protocols: readonly string[];
  readonly sockets: number;
  readonly frames: readonly string[];
  /** Whether it goes on sending on a socket that the server has closed, which keeps its connection; else it comes again. */
  readonly persists: boolean;
  /** The type of the message by which the server answers one. */
  readonly answer: string;
}

/** Opens sockets, one after the other. */
export interface ConnectionsOrder extends Pace {
  readonly kind: "connections";
  readonly url: string;
  readonly protocols: readonly string[];
}

/** Asks over HTTP, with the bodies in turn. */
export interface RequestsOrder extends Pace {
  readonly kind: "requests";
  readonly url: string;
  readonly method: string;
  readonly token: string | null;
  readonly bodies: readonly string[];
}

/** What the attacker met with. */
export interface Met {
  readonly sent: number;
  /** Those that were done for it. */
  readonly answered: number;
  /** How often it was refused, by status or close code. */
  readonly refused: Readonly<Record<string, number>>;
  /** The first refusal: the status or close code, after how many answers, and how long after the beginning, in ms. */
  readonly stopped: { readonly by: string; readonly answered: number; readonly afterMs: number } | null;
  /** The share of one core that the attacking process has used. */
  readonly load: number;
}
