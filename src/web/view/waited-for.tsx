import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { whyNot } from "../model/refused.ts";
import { api } from "../store/calls.ts";
import { notify } from "../store/notice.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

/** How long a seat may hold the table up before others may call a bot, without and with a connection, in ms. */
const AWAY_MS = 60_000;
const PRESENT_MS = 120_000;

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
  const waitMs = player?.connected ? Math.max(PRESENT_MS, (rules.turn_seconds ?? 0) * 1_000) : AWAY_MS;
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
  const call = async () => {
    const called = await api.free(place.gameId, place.token, player.player_id);
    if (!called.ok)
      notify(called.error.code === "invalid_action" ? say.refused.notYet : whyNot(called.error, say));
  };
  return (
    <p class="standin">
      {say.hasNotMoved(player.name)}{" "}
      <Button onPress={call}>
        <Icon name="bot" />
        {say.letBotPlay}
      </Button>
    </p>
  );
};
