import { handedAfterMs } from "../../shared/game/rules.ts";
import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { callBot } from "../store/current.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";
import { useWaited } from "./waited.ts";

interface Props {
  readonly place: Session;
  readonly snapshot: Snapshot;
}

/** Offers a bot for the player for whom the table has waited too long. Only players see it. */
export const WaitedFor = ({ place, snapshot }: Props) => {
  const { current_player_id: turn, player_id: me, players, rules } = snapshot;
  const player = players.find(({ player_id }) => player_id === turn);
  const isOther = player !== undefined && me !== undefined && turn !== me && !player.bot && !snapshot.waiting;
  const waitMs = handedAfterMs(rules, player?.connected ?? false);
  const isLate = useWaited(isOther, waitMs, snapshot.turn);
  if (!isLate || !player) return null;
  const say = words.value;
  return (
    <p class="standin">
      {say.hasNotMoved(player.name)}{" "}
      <Button onPress={() => callBot(place.gameId, place.token, player.player_id)}>{say.letBotPlay}</Button>
    </p>
  );
};
