import { DurableObject } from "cloudflare:workers";

interface Env {
  readonly GAMES: DurableObjectNamespace<GameActor>;
  /** The length of a row: what the product writes for an action on average, measured in the same run. */
  readonly ROW_BYTES: string;
  /** Whether it sends as much as the product. */
  readonly TALKS?: "as the product does";
}

/** The beginning of a message. Its game id has the product's length. */
const HEAD = { game_id: "BENCH0" };
/** Extends the event to 300 bytes. */
const BODY = "b".repeat(150);

/*
 * The other messages of the product's protocol, measured over whole deals: a hand for the acting seat, and at the end
 * of a trick, eight times in 52 actions, for each socket two more events, two changes of phase and a snapshot.
 */
const MORE = { result: "r".repeat(90), event: "e".repeat(130), hand: "h".repeat(210) };
const TRICK_END = [540, 205, 240, 240].map((length) => "t".repeat(length));
const SNAPSHOT = "p".repeat(3_630);
const TRICK_EVERY = 6.5;

/**
 * A minimal game server on this platform. It parses each message, writes one row, and sends a result to its sender and
 * one event to every socket, in one frame for each socket. It has no rules, no views and no copy. With `TALKS` it also
 * sends as much as the product, without computing it.
 */
export class GameActor extends DurableObject<Env> {
  readonly #row: string;
  /** The number of the latest event. */
  #revision: number;
  #actions = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#row = "r".repeat(Number(env.ROW_BYTES));
    const { sql } = ctx.storage;
    sql.exec("CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY, row TEXT NOT NULL)");
    this.#revision = sql.exec<{ last: number | null }>("SELECT max(seq) AS last FROM log").one().last ?? 0;
  }

  /** Opens a socket; without an upgrade, returns the number of the latest event. */
  override async fetch(request: Request): Promise<Response> {
    if (!request.headers.has("upgrade")) return new Response(String(this.#revision));
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  override async webSocketMessage(socket: WebSocket, text: string): Promise<void> {
    const { action_id } = JSON.parse(text) as { action_id: string };
    this.#actions += 1;
    const ts = Date.now();
    const talks = this.env.TALKS !== undefined;
    const ends = talks && this.#actions % TRICK_EVERY < 1 ? TRICK_END : [];
    const first = this.#revision + 1;
    const revision = first + ends.length;
    this.#revision = revision;
    this.ctx.storage.sql.exec("INSERT INTO log (seq, row) VALUES (?, ?)", revision, this.#row);
    const messageOf = (message_type: string, at: number, more: object) =>
      JSON.stringify({ message_type, ...HEAD, origin: "game", ts, revision: at, ...more });
    const events = [talks ? BODY + MORE.event : BODY, ...ends].map((body, at) =>
      messageOf("event", first + at, { body }),
    );
    const snapshot = ends.length > 0 ? [messageOf("sync", revision, { body: SNAPSHOT })] : [];
    const forAll = [...events, ...snapshot].join();
    const result = messageOf("action.result", revision, {
      action_id,
      status: "ok",
      ...(talks ? { more: MORE.result } : {}),
    });
    const hand = talks ? [messageOf("hand.update", revision, { body: MORE.hand })] : [];
    const forSender = [result, forAll, ...hand].join();
    for (const each of this.ctx.getWebSockets()) each.send(`[${each === socket ? forSender : forAll}]`);
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }
}

/** Forwards each upgrade to the object of its game. */
export default {
  fetch: (request, { GAMES }) => {
    const game = new URL(request.url).searchParams.get("game_id");
    if (game === null) return new Response(null, { status: 404 });
    return GAMES.get(GAMES.idFromName(game)).fetch(request);
  },
} satisfies ExportedHandler<Env>;
