import { type ReadonlySignal, signal } from "@preact/signals";
import type { GameClient } from "../../client/game-client.ts";
import type { Phrase } from "../../shared/game/rules.ts";
import { whyRefused } from "../model/refused.ts";
import { nameOf } from "../model/seats.ts";
import { notify, speak } from "./notice.ts";
import { phrasesOn, words } from "./settings.ts";

/** How long a phrase is visible at its seat, in ms. */
const STAYS_MS = 3_500;

/** What players say [W29]. */
export interface Phrases {
  /** What is said at the moment, by seat. */
  readonly bySeat: ReadonlySignal<Readonly<Record<number, Phrase>>>;
  readonly say: (phrase: Phrase) => Promise<void>;
}

export const keepPhrases = (connection: Pick<GameClient, "on" | "act" | "snapshot">): Phrases => {
  const bySeat = signal<Readonly<Record<number, Phrase>>>({});
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  connection.on("player.said", ({ player_id: seat, phrase }) => {
    const snapshot = connection.snapshot();
    if (!phrasesOn.value || !snapshot) return;
    speak(`${nameOf(snapshot, seat, words.value)}: ${words.value.phrases[phrase]}`);
    bySeat.value = { ...bySeat.value, [seat]: phrase };
    clearTimeout(timers.get(seat));
    const forget = () => {
      const { [seat]: _over, ...others } = bySeat.value;
      bySeat.value = others;
    };
    timers.set(seat, setTimeout(forget, STAYS_MS));
  });
  return {
    bySeat,
    say: async (phrase) => {
      const answer = await connection.act({ message_type: "say", phrase });
      if (answer.ok && answer.value.status !== "ok") notify(whyRefused(answer.value.code, words.value));
    },
  };
};
