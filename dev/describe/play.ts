import { BATCH_SUBPROTOCOL, SUBPROTOCOL } from "../../src/shared/protocol/version.ts";
import { call } from "../clients/http.ts";
import { commitmentOf } from "../clients/nonces.ts";
import { TEST_OPERATOR, type TestServer } from "../clients/server.ts";
import { type Frame, joinWire, openWire, type Wire } from "../clients/wire.ts";

/** Messages, bodies and answers of a real deal by component, and refusals by component and status. */
export type Examples = Readonly<Record<string, readonly Frame[]>>;

const NAMES = ["Ada", "Bruno", "Carla", "Dario", "Elena"];
const NONCE = "c0ffee00b0a710ad";
const RULES = { weak_hand_below: 0, deals: 1 };

/** Plays one deal on a real server and sends each message and call at least once. Its choices are always the same. */
export const playExamples = async (server: Pick<TestServer, "url">): Promise<Examples> => {
  const kept: Record<string, Frame[]> = {};
  const keep = (name: string, example: Frame): Frame => {
    kept[name] = [...(kept[name] ?? []), example];
    return example;
  };
  const ask = async (method: string, path: string, question: Parameters<typeof call>[3] = {}) =>
    (await call(server, method, path, question)).body;

  const opening = keep("CreateBody", {
    ...{ display_name: NAMES[0], nonce_commitment: commitmentOf(NONCE), rules: RULES },
  });
  const created = keep("Created", await ask("POST", "/api/games", { json: opening }));
  const at = (rest = "") => `/api/games/${created.game_id}${rest}`;
  const host = created.host_token;

  const watching = keep("ObserverTokenBody", { display_name: "Nora", ttl_seconds: 3600 });
  const observing = keep("Observing", await ask("POST", at("/observer-token"), { json: watching }));
  const batches = [BATCH_SUBPROTOCOL, SUBPROTOCOL];
  const gallery = await joinWire(server, observing.token, batches);
  /** The next public message of `type`. */
  const heard = (type: string, fits: (frame: Frame) => boolean = () => true) =>
    gallery.next((frame) => frame.message_type === type && fits(frame));

  const tokens: string[] = [created.player.token];
  const wires: Wire[] = [await joinWire(server, created.player.token, batches)];
  const sit = async (name: string) => {
    const coming = { display_name: name, nonce: "b0a710ad" };
    const joined = await ask("POST", at("/join"), { json: coming });
    tokens[joined.player_id] = joined.token;
    return { coming, joined };
  };
  const come = async (seat: number) => {
    wires[seat] = await joinWire(server, tokens[seat] as string);
  };
  const wire = (seat: number) => wires[seat] as Wire;
  let told = 0;
  /** Sends `move` with an `action_id`. Keeps the first message of its type. */
  const act = async (seat: number, move: Frame) => {
    told += 1;
    const message = { message_type: move.message_type, action_id: `move-${told}`, ...move };
    const result = await wire(seat).act(message);
    if (result.status !== "ok") throw new Error(`${move.message_type} was refused: ${result.reason}`);
    const name = `Client${COMPONENT[move.message_type]}`;
    if (!kept[name]) keep(name, message);
    return result;
  };

  const changing = keep("ChangeBody", { rules: { minimum_bid: 61 } });
  keep("Changed", await ask("PATCH", at(), { token: host, json: changing }));
  const first = await sit(NAMES[1] as string);
  keep("JoinBody", first.coming);
  keep("Joined", first.joined);
  await come(first.joined.player_id);
  keep("ServerPlayerJoin", await heard("player.join", ({ player_id }) => player_id !== 0));

  const spare = first.joined.player_id === 4 ? 3 : 4;
  const bots = keep("BotsBody", { seats: [spare], level: "rule" });
  keep("Bots", await ask("POST", at("/bots"), { token: host, json: bots }));
  await heard("player.join", ({ bot }) => bot);
  await ask("DELETE", at(`/bots/${spare}`), { token: host });
  await heard("player.leave");
  const undecided = (await sit("Fosca")).joined;
  keep("Freed", await ask("DELETE", at(`/seats/${undecided.player_id}`), { token: undecided.token }));
  keep("ServerPlayerLeave", await heard("player.leave"));
  for (const name of [NAMES[2], NAMES[3]]) await come((await sit(name as string)).joined.player_id);
  keep("Refusal400", await ask("POST", "/api/games", { json: { rules: { deals: 0 } } }));
  const free = [0, 1, 2, 3, 4].find((seat) => wires[seat] === undefined) as number;
  const naming = keep("TokensBody", { role: "player", player_id: free, display_name: NAMES[4] });
  const minted = keep("Minted", await ask("POST", at("/tokens"), { token: host, json: naming }));
  tokens[free] = minted.token;
  keep("ServerPhaseChange", await heard("phase.change", ({ phase }) => phase === "shuffle"));
  await act(0, { message_type: "reveal", nonce: NONCE });
  keep("ServerPhaseChange", await heard("phase.change", ({ phase }) => phase === "bid"));
  await come(free);
  keep("SeatCode", await ask("POST", at("/seat-code"), { token: minted.token }));
  keep("SeatCodeBody", { code: "K7M2QX" });
  keep("Renewed", await ask("POST", at("/renew"), { token: minted.token }));
  const again = { role: "player", player_id: free };
  tokens[free] = (await ask("POST", at("/tokens"), { token: host, json: again })).token;
  keep("ServerSeatReissued", await heard("seat.reissued"));
  await come(free);

  const look = () => ask("GET", at("/snapshot"), { token: observing.token });
  const turn = async (): Promise<number> => (await look()).current_player_id;

  keep("ClientPing", { message_type: "ping" });
  wire(0).send('{"message_type":"ping"}');
  keep("ServerPong", await wire(0).next("pong"));
  gallery.send("hello?");
  keep("ServerError", await heard("error"));
  keep("Refusal401", await ask("GET", at("/snapshot")));
  keep("Refusal403", await ask("GET", at("/snapshot"), { token: host }));
  keep("Refusal409", await ask("POST", at("/join")));
  keep("Refusal409", await ask("GET", at("/replay"), { token: host }));

  // The first bidder loses the connection, and connects again with a `join` message.
  const eldest = await turn();
  wire(eldest).close();
  keep("ServerPlayerLeave", await heard("player.leave"));
  const back = await openWire(server, `/ws/client?game_id=${created.game_id}`, ["briscola.v1"]);
  wires[eldest] = back;
  const joining = { message_type: "join", action_id: "back-again", token: tokens[eldest] };
  back.send(keep("ClientJoin", joining));
  keep("ServerJoinOk", await back.next("join.ok"));
  keep("ServerPlayerReconnect", await heard("player.reconnect"));
  keep("Status", await ask("GET", at()));

  keep("ServerActionResult", await act(eldest, { message_type: "bid", bid: 61 }));
  keep("ServerBidPlaced", await heard("bid.placed"));
  const early = { message_type: "bid", action_id: "too-soon", bid: 70 };
  keep(
    "ServerActionResult",
    await ask("POST", at("/actions"), { token: tokens[eldest] as string, json: early }),
  );
  while ((await look()).phase === "bid") await act(await turn(), { message_type: "bid", bid: -1 });
  await act(eldest, { message_type: "call-partner-rank", partner_rank: 1 });

  const lead = async () => {
    const seat = await turn();
    const { hand } = await wire(seat).snapshot();
    await act(seat, { message_type: "play", card: hand[0].card_id });
  };
  await lead();
  keep("ServerTrickPlayed", await heard("trick.played"));
  while ((await look()).phase === "play-first-trick") await lead();
  await act(eldest, { message_type: "call-partner-suit", partner_suit: "cups" });
  keep("ServerTrickWon", await heard("trick.won"));
  keep("ServerScoreUpdate", await heard("score.update"));
  const winner = await turn();
  keep(
    "ServerSync",
    await wire(winner).next(
      ({ message_type, action_id, snapshot }) =>
        message_type === "sync" && action_id === undefined && snapshot.phase === "trick-won",
    ),
  );
  keep("ClientSync", { message_type: "sync", action_id: "look-again" });
  const { hand } = await wire(winner).snapshot();
  const turned = hand.map(({ card_id }: Frame) => card_id).reverse();
  const before = wire(winner).frames.length;
  await act(winner, { message_type: "reorder", hand: turned });
  await wire(winner).snapshot();
  const updates = wire(winner).frames.slice(before);
  keep("ServerHandUpdate", updates.find(({ message_type }) => message_type === "hand.update") as Frame);
  await lead();
  keep("Snapshot", await ask("GET", at("/snapshot"), { token: observing.token }));
  while ((await look()).phase !== "end") await lead();
  keep("ServerPhaseChange", await heard("phase.change", ({ phase }) => phase === "end"));
  keep("Replay", await ask("GET", at("/replay"), { token: observing.token }));
  await act(0, { message_type: "say", phrase: "well_played" });
  keep("ServerPlayerSaid", await heard("player.said"));
  await act(0, { message_type: "next-deal", nonce_commitment: commitmentOf(NONCE) });
  keep("ServerPlayerReady", await heard("player.ready"));
  keep("Health", await ask("GET", "/health"));
  keep("Summary", await ask("GET", "/api/operator/summary", { token: TEST_OPERATOR }));
  keep("Ended", await ask("DELETE", at(), { token: host }));
  keep("ServerGameEnded", await heard("game.ended"));
  keep("Refusal404", await ask("GET", "/api/games/000000"));
  for (const one of [gallery, ...wires]) one.close();
  await playOld(keep, ask);
  return JSON.parse(published(JSON.stringify(kept), server.url));
};

/** Makes the predecessor's calls. */
const playOld = async (
  keep: (name: string, example: Frame) => Frame,
  ask: (method: string, path: string, question?: Parameters<typeof call>[3]) => Promise<Frame>,
): Promise<void> => {
  const { game_id, host_token: token } = keep("OldCreated", await ask("POST", "/briscola/create/"));
  const minting = keep("OldTokenBody", { role: "player", player_id: 0, ttl_minutes: 60 });
  keep("OldMinted", await ask("POST", `/briscola/token/${game_id}/`, { token, json: minting }));
  const watching = keep("OldObserverBody", { display_name: "Nora" });
  keep("OldObserving", await ask("POST", `/briscola/join/observer/${game_id}/`, { json: watching }));
  keep("OldDone", await ask("POST", `/briscola/game/${game_id}/sync/`, { token }));
  keep("OldDone", await ask("DELETE", `/briscola/game/${game_id}/delete/`, { token }));
};

const COMPONENT: Readonly<Record<string, string>> = {
  bid: "Bid",
  "call-partner-rank": "CallPartnerRank",
  "call-partner-suit": "CallPartnerSuit",
  play: "Play",
  reorder: "Reorder",
  reveal: "Reveal",
  "next-deal": "NextDeal",
  say: "Say",
};

/** `text` with tokens without a signature, and without the address of the test server. */
const published = (text: string, url: string): string =>
  text
    .replaceAll(url, "https://briscola.example")
    .replace(/eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+/g, (_, payload: string) => {
      const { game_id, player_id } = JSON.parse(Buffer.from(payload, "base64url").toString());
      return [{ alg: "HS256" }, { game_id, player_id }, "not signed"]
        .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
        .join(".");
    });
