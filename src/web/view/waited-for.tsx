import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { handedAfterMs } from "../../shared/game/rules.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { callBot } from "../store/current.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";

interface Props {
  readonly place: Session;
  readonly snapshot: Snapshot;
}

/** Offers a bot for the player for whom the table has waited too long. Only players see it. */
export const WaitedFor = ({ place, snapshot }: Props) => {
  const isLate = useSignal(false);
  const { current_player_id: turn, player_id: me, players, rules } = snapshot;
  const player = players.find(({ player_id }) => player_id === turn);
  const isOther = player !== undefined && me !== undefined && turn !== me && !player.bot && !snapshot.waiting;
  const waitMs = handedAfterMs(rules, player?.connected ?? false);
  useEffect(() => {
    isLate.value = false;
    if (!isOther) return;
    const timer = setTimeout(() => {
      isLate.value = true;
    }, waitMs);
    return () => clearTimeout(timer);
  }, [turn, snapshot.turn, isOther, waitMs, isLate]);
  if (!isLate.value || !player) return null;
  const say = words.value;
  return (
    <p class="standin">
      {say.hasNotMoved(player.name)}{" "}
      <Button onPress={() => callBot(place.gameId, place.token, player.player_id)}>{say.letBotPlay}</Button>
    </p>
  );
};
