import type { ActionMessage } from "../shared/protocol/client.ts";
import type { ActionResult } from "../shared/protocol/server.ts";
import type { Snapshot } from "../shared/protocol/snapshot.ts";
import type { Result } from "../shared/result.ts";
import type { Nonces } from "./nonces.ts";
import type { Over } from "./state.ts";

type Reveal = Extract<ActionMessage, { message_type: "reveal" }> & { readonly action_id: string };

export interface RevealingPorts {
  readonly nonces: Nonces;
  readonly nextId: () => string;
  /** Sends a message and waits for its answer, across reconnections. */
  readonly act: (message: Reveal) => Promise<Result<ActionResult, Over>>;
  /** Sends a message again. */
  readonly again: (message: Reveal) => void;
}

/** Reveals the player's nonce whenever the table waits for it [G41]. */
export interface Revealing {
  /**
   * Called with each snapshot that the server sent, and after each change of the phase. `isResent` says that all
   * unanswered actions have just been sent again.
   */
  readonly see: (snapshot: Snapshot, isResent: boolean) => void;
}

export const openRevealing = ({ nonces, nextId, act, again }: RevealingPorts): Revealing => {
  let latest: { readonly epoch: number; readonly message: Reveal; isAnswered: boolean } | null = null;

  const reveal = (epoch: number, nonce: string) => {
    const revealing = {
      epoch,
      message: { message_type: "reveal", nonce, action_id: nextId() } satisfies Reveal,
      isAnswered: false,
    };
    latest = revealing;
    void act(revealing.message).then(() => {
      revealing.isAnswered = true;
    });
  };

  return {
    see: (snapshot, isResent) => {
      nonces.see(snapshot);
      const { phase, epoch, player_id: seat, nonce_commitments: commitments } = snapshot;
      if (phase !== "shuffle" || seat === undefined) return;
      const nonce = nonces.find(commitments?.[seat] ?? "");
      if (nonce === undefined) return;
      nonces.revealed(snapshot);
      const isSame = latest?.message.nonce === nonce;
      if (latest && isSame && !latest.isAnswered) {
        if (!isResent) again(latest.message);
      } else if (!isSame || latest?.epoch !== epoch) reveal(epoch, nonce);
    },
  };
};
