import { DurableObject } from "cloudflare:workers";

interface Env {
  readonly GAMES: DurableObjectNamespace<GameActor>;
  /** Whether it sends as much as the product. */
  readonly TALKS?: "as the product does";
}

/** The content of a row, 3 KB: at least as much as the log of a game writes for an action with its answer. */
const ROW = "r".repeat(3_000);
/** Extends the event to 300 bytes. */
const BODY = "b".repeat(170);

/*
 * The other messages of the product's protocol, measured over whole deals: a hand for the acting seat, and at the end
 * of a trick, eight times in 52 actions, for each socket two more events, two changes of phase and a snapshot.
 */
const MORE = { result: "r".repeat(110), event: "e".repeat(130), hand: "h".repeat(230) };
const TRICK_END = [560, 225, 260, 260].map((length) => "t".repeat(length));
const PICTURE = "p".repeat(3_650);
const TRICK_EVERY = 6.5;

/**
 * A minimal game server on this platform. It parses each message, writes one row, and sends a result to its sender and
 * one event to every socket. It has no rules, no views and no copy. With `TALKS` it also sends as much as the product,
 * without computing it.
 */
export class GameActor extends DurableObject<Env> {
  /** The number of the latest event. */
  #revision: number;
  #actions = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
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
    this.ctx.storage.sql.exec("INSERT INTO log (seq, row) VALUES (?, ?)", revision, ROW);
    const more = talks ? { more: MORE.result } : {};
    socket.send(
      JSON.stringify({ message_type: "action.result", ts, revision, action_id, status: "ok", ...more }),
    );
    const body = talks ? BODY + MORE.event : BODY;
    const event = JSON.stringify({ message_type: "event", origin: "game", ts, revision: first, body });
    const sockets = this.ctx.getWebSockets();
    for (const each of sockets) each.send(event);
    if (!talks) return;
    socket.send(JSON.stringify({ message_type: "hand.update", ts, revision: first, body: MORE.hand }));
    if (ends.length === 0) return;
    const texts = ends.map((told, at) =>
      JSON.stringify({ message_type: "event", origin: "game", ts, revision: first + 1 + at, body: told }),
    );
    const snapshot = JSON.stringify({ message_type: "sync", ts, revision, body: PICTURE });
    for (const each of sockets) for (const text of [...texts, snapshot]) each.send(text);
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
