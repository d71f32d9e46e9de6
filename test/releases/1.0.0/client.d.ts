/** The part of the client of 1.0.0 that tests use. */
export interface World {
  readonly WebSocket: typeof WebSocket;
  readonly after: (ms: number, run: () => void) => () => void;
  readonly random: () => number;
}

export interface Table {
  // biome-ignore lint/suspicious/noExplicitAny: a snapshot as 1.0.0 read it.
  readonly picture: () => any;
  readonly act: (action: object) => Promise<
    | {
        readonly ok: true;
        readonly value: { readonly status: string; readonly revision: number; readonly reason?: string };
      }
    | { readonly ok: false; readonly error: { readonly name: string } }
  >;
  readonly onPicture: (listener: () => void) => () => void;
  readonly close: () => void;
}

export const openTable: (options: {
  readonly baseUrl: string;
  readonly token: string;
  readonly world: World;
}) => Table;
export const worldHere: () => World;
