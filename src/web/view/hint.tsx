import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ADVICE, hintOf } from "../i18n/advice.ts";
import { isMyTurn } from "../model/ask.ts";
import { nameOf } from "../model/seats.ts";
import { openAdvisor } from "../store/advisor.ts";
import type { Session } from "../store/session.ts";
import { language, words } from "../store/settings.ts";

type Told = Parameters<typeof hintOf>[0];

/** What the strong bot would do in the viewer's place, in a few sentences [W31]. */
export const Hint = ({ place }: { readonly place: Session }) => {
  const told = useSignal<{ readonly turn: number; readonly advice: Told } | "failed" | null>(null);
  const snapshot = place.snapshot.value;
  const turn = snapshot?.turn ?? 0;
  const isMine = isMyTurn(place.ask.value);
  useEffect(() => {
    told.value = null;
    if (!snapshot || !isMine) return;
    const advisor = openAdvisor();
    advisor.ask(snapshot, turn, "quick").then(
      (advice) => {
        told.value = { turn, advice };
      },
      () => {
        told.value = "failed";
      },
    );
    return advisor.close;
  }, [turn, isMine]);
  const { thinking, none, wait } = ADVICE[language.value];
  if (!snapshot || !isMine) return <p>{wait}</p>;
  if (told.value === "failed") return <p role="alert">{none}</p>;
  if (told.value?.turn !== turn) return <p aria-busy="true">{thinking}</p>;
  const viewer = {
    name: (seat: number) => nameOf(snapshot, seat, words.value),
    isCaller: snapshot.caller_id === snapshot.player_id,
  };
  return (
    <p class="advice" role="status">
      {hintOf(told.value.advice, language.value, viewer)}
    </p>
  );
};
