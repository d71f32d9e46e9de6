import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { SEATS } from "../../../shared/game/seats.ts";
import type { Replay } from "../../../shared/protocol/replay.ts";
import { DEAL } from "../../i18n/deal.ts";
import { nameOf } from "../../model/seats.ts";
import { api } from "../../store/calls.ts";
import type { Session } from "../../store/session.ts";
import { language, words } from "../../store/settings.ts";
import { DealRoom } from "./deal-room.tsx";

/** The latest finished deal of a game. */
export const LastDeal = ({ place }: { readonly place: Session }) => {
  const replay = useSignal<Replay | "failed" | null>(null);
  const told = DEAL[language.value];
  useEffect(() => {
    void (async () => {
      const answer = await api.replay(place.gameId, place.token);
      replay.value = answer.ok ? answer.value : "failed";
    })();
  }, []);
  if (replay.value === "failed") return <p role="alert">{told.failed}</p>;
  const snapshot = place.snapshot.value;
  if (replay.value === null || !snapshot) return <p aria-busy="true">{told.opening}</p>;
  const { player_id: seat } = snapshot;
  return (
    <DealRoom
      given={replay.value}
      at={replay.value.deals.length - 1}
      seat={seat === undefined ? null : (SEATS[seat] ?? null)}
      names={SEATS.map((one) => nameOf(snapshot, one, words.value))}
    />
  );
};
