import type { ActionResult, ServerMessage } from "../shared/protocol/server.ts";
import type { Snapshot } from "../shared/protocol/snapshot.ts";
import { err, ok, type Result } from "../shared/result.ts";
import type { Over } from "./state.ts";

type Settle<T> = (answer: Result<T, Over>) => void;
type Action = {
  readonly action_id: string;
  readonly message_type: string;
  readonly expected_turn?: number | undefined;
};

/** The requests of a client that have no answer yet. */
export interface Requests {
  /**
   * Remembers `message` until its `action.result` arrives. A second message with the same `action_id` gets the answer to
   * the first.
   */
  readonly act: (message: Action) => Promise<Result<ActionResult, Over>>;
  /** Waits for the next snapshot. */
  readonly sync: () => Promise<Result<Snapshot, Over>>;
  /** The actions without an answer, oldest first. */
  readonly unanswered: () => readonly Action[];
  /** Settles the actions for which `isOld` holds with an answer of this client's own. They are not sent again. */
  readonly drop: (isOld: (message: Action) => boolean, answerTo: (actionId: string) => ActionResult) => void;
  /** Settles the requests that `message` answers. */
  readonly answer: (message: ServerMessage) => void;
  /** Settles all requests with `over`. */
  readonly end: (over: Over) => void;
}

export const openRequests = (): Requests => {
  const actions = new Map<string, { readonly message: Action; readonly settle: Settle<ActionResult> }>();
  const syncs: Settle<Snapshot>[] = [];
  return {
    act: (message) =>
      new Promise((settle) => {
        const earlier = actions.get(message.action_id);
        const both: Settle<ActionResult> = (answer) => {
          earlier?.settle(answer);
          settle(answer);
        };
        actions.set(message.action_id, { message: earlier?.message ?? message, settle: both });
      }),
    sync: () =>
      new Promise((settle) => {
        syncs.push(settle);
      }),
    unanswered: () => [...actions.values()].map(({ message }) => message),
    drop: (isOld, answerTo) => {
      for (const { message, settle } of [...actions.values()].filter((one) => isOld(one.message))) {
        actions.delete(message.action_id);
        settle(ok(answerTo(message.action_id)));
      }
    },
    answer: (message) => {
      if (message.message_type === "action.result") {
        actions.get(message.action_id)?.settle(ok(message));
        actions.delete(message.action_id);
      }
      if (message.message_type === "join.ok" || message.message_type === "sync")
        for (const settle of syncs.splice(0)) settle(ok(message.snapshot));
    },
    end: (over) => {
      for (const { settle } of actions.values()) settle(err(over));
      for (const settle of syncs.splice(0)) settle(err(over));
      actions.clear();
    },
  };
};
