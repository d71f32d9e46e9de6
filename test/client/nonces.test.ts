import { describe, expect, test } from "vitest";
import { commitmentOf } from "../../dev/clients/nonces.ts";
import { type KeptNonces, NO_NONCES, openNonces } from "../../src/client/nonces.ts";
import type { Snapshot } from "../../src/shared/protocol/snapshot.ts";

/** A snapshot of seat 2 with the fields that nonces are noted from. */
const shown = (part: Partial<Snapshot>): Snapshot =>
  ({ phase: "shuffle", deal_number: 3, epoch: 1, player_id: 2, ...part }) as unknown as Snapshot;
const inPlace = (commitment: string) => ["", commitmentOf("11"), commitment, "", ""];

describe("[P43] nonces", () => {
  test("[P43] are 32 random bytes in hex, and the commitment is the SHA-256 of their text", () => {
    const nonces = openNonces();
    const commitment = nonces.commit();
    const nonce = nonces.find(commitment) ?? "";
    expect(nonce).toMatch(/^[0-9a-f]{64}$/);
    expect(commitmentOf(nonce)).toBe(commitment);
    expect(nonces.commit()).not.toBe(commitment);
    expect(nonces.find("ab".repeat(32))).toBeUndefined();
  });

  test("[W40] survive a reload of the page in its storage, the latest ones alone", () => {
    let kept: KeptNonces = NO_NONCES;
    const store = {
      read: () => kept,
      write: (next: KeptNonces) => {
        kept = structuredClone(next);
      },
    };
    const first = openNonces(store).commit();
    expect(openNonces(store).find(first)).toBeDefined();
    for (let more = 0; more < 8; more += 1) openNonces(store).commit();
    expect(openNonces(store).find(first)).toBeUndefined();
    expect(Object.keys(kept.drawn)).toHaveLength(8);
  });

  test("[W10] the notes of a deal have the commitments, the own nonce, and whether it was sent", () => {
    const nonces = openNonces();
    const commitment = nonces.commit();
    const nonce = nonces.find(commitment) ?? "";
    const shuffle = shown({ nonce_commitments: inPlace(commitment) });
    nonces.see(shuffle);
    const noted = { nonceCommitments: inPlace(commitment), own: { seat: 2, nonce, revealed: false } };
    expect(nonces.noted()).toEqual(new Map([[3, noted]]));
    nonces.revealed(shuffle);
    expect(nonces.noted().get(3)?.own?.revealed).toBe(true);
    // What comes later in the same epoch does not replace it.
    nonces.see(shown({ nonce_commitments: inPlace(commitmentOf("ff")) }));
    expect(nonces.noted().get(3)).toEqual({ ...noted, own: { seat: 2, nonce, revealed: true } });
  });

  test("[W10] another commitment in the own place does not replace the accepted one", () => {
    for (const order of ["before", "after"]) {
      const nonces = openNonces();
      const commitment = nonces.commit();
      const own = { seat: 2, nonce: nonces.find(commitment), revealed: false };
      const end = shown({ phase: "end", deal_number: 2 });
      if (order === "before") nonces.accepted(end, commitment);
      nonces.see(shown({ nonce_commitments: inPlace(commitmentOf("ff")) }));
      if (order === "after") nonces.accepted(end, commitment);
      expect(nonces.noted().get(3)).toEqual({ nonceCommitments: inPlace(commitmentOf("ff")), own });
    }
  });

  test("[W10] after a restore the notes of the new epoch count", () => {
    const nonces = openNonces();
    const [lost, now] = [nonces.commit(), nonces.commit()];
    nonces.accepted(shown({ phase: "end", deal_number: 2 }), lost);
    nonces.see(shown({ nonce_commitments: inPlace(lost) }));
    nonces.see(shown({ epoch: 2, nonce_commitments: inPlace("") }));
    expect(nonces.noted().get(3)).toEqual({ nonceCommitments: inPlace("") });
    nonces.see(shown({ epoch: 3, nonce_commitments: inPlace(now) }));
    expect(nonces.noted().get(3)?.own?.nonce).toBe(nonces.find(now));
  });

  test("[W10] the nonce of the creation or the join belongs to the first deal", () => {
    const nonces = openNonces();
    const nonce = nonces.find(nonces.commit());
    nonces.see(shown({ phase: "ready", deal_number: 1 }));
    expect(nonces.noted().get(1)).toEqual({ own: { seat: 2, nonce, revealed: false } });
    const observer = openNonces();
    observer.see(shown({ phase: "shuffle", player_id: undefined, nonce_commitments: inPlace("") }));
    expect(observer.noted().get(3)).toEqual({ nonceCommitments: inPlace("") });
  });

  test("[W10] the notes of the latest 48 deals are kept", () => {
    const nonces = openNonces();
    for (let deal = 1; deal <= 60; deal += 1)
      nonces.see(shown({ deal_number: deal, nonce_commitments: inPlace("") }));
    expect([...nonces.noted().keys()]).toEqual(Array.from({ length: 48 }, (_, at) => at + 13));
  });
});
