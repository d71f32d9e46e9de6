import type { Connection } from "../../src/client/connection.ts";
import { commitmentTo } from "../../src/shared/game/shuffle.ts";
import type { Words } from "./words.ts";

/** Prints the game that `watcher` sees, event by event; resolves when a deal has ended. */
export const printDeal = (watcher: Connection, words: Words, print: (line: string) => void): Promise<void> =>
  new Promise((done) => {
    const { players, deal_number, deal_commitment } = watcher.picture();
    const names = new Map<number, string>(players.map(({ player_id, name }) => [player_id, name]));
    const nameOf = (seat: number | null): string => (seat === null ? "" : (names.get(seat) ?? `${seat}`));
    let commitment = deal_commitment;
    let trick = 0;
    let called = false;
    let pending = "";
    const flush = () => {
      if (pending !== "") print(pending);
      pending = "";
    };
    print("");
    print(words.deal(deal_number, commitment));
    watcher.on("player.join", ({ player_id, name }) => void names.set(player_id, name));
    watcher.on("bid.placed", ({ player_id, bid }) =>
      print(`  ${bid === -1 ? words.pass(nameOf(player_id)) : words.bid(nameOf(player_id), bid)}`),
    );
    watcher.on("trick.played", ({ player_id, card, trick: onTable, revealed_partner_id }) => {
      if (onTable.length === 1) {
        trick += 1;
        flush();
        print(words.trick(trick));
      }
      print(`  ${nameOf(player_id).padEnd(10)} ${words.card(card)}`);
      if (revealed_partner_id !== undefined) print(`  ${words.partner(nameOf(revealed_partner_id))}`);
    });
    watcher.on("trick.won", ({ winner_id, points }) => {
      pending = `  → ${words.won(nameOf(winner_id), points)}`;
    });
    watcher.on("phase.change", (change) => {
      commitment = change.deal_commitment ?? commitment;
      const caller = nameOf(change.caller_id);
      if (change.reason) print(words.thrownIn(change.reason));
      if (change.phase === "call-partner-rank") print(words.caller(caller, change.bid ?? 0));
      if (change.phase === "play-first-trick" && change.partner_rank !== null) {
        print(words.rankCalled(caller, words.rank(change.partner_rank)));
      }
      if (change.trump_suit !== null && change.partner_rank !== null && !called) {
        called = true;
        const card = { suit: change.trump_suit, rank: change.partner_rank };
        print(`  ${words.suitCalled(caller, words.card(card))}`);
        if (change.partner_id !== null) print(`  ${words.partner(nameOf(change.partner_id))}`);
      }
      flush();
      if (!change.end_state) return;
      const { end_state: end } = change;
      const winners = end.winner_ids.map(nameOf).join(", ");
      const made = end.winner_ids.includes(end.caller_id);
      print("");
      print((made ? words.made : words.failed)(winners, end.caller_side_points, end.bid));
      for (const { player_id, points } of end.final_scores) {
        const delta = end.match_delta.find((one) => one.player_id === player_id)?.points ?? 0;
        print(`  ${words.score(nameOf(player_id), points, delta > 0 ? `+${delta}` : `${delta}`)}`);
      }
      print(words.checked(commitmentTo(end.deal_reveal.secret) === commitment));
      done();
    });
  });
