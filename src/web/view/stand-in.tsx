import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";

interface Props {
  readonly place: Session;
  readonly snapshot: Snapshot;
}

/** Says that a bot plays for the viewer, who takes over with any action. */
export const StandIn = ({ place, snapshot }: Props) => {
  const say = words.value;
  const mine = snapshot.players.find(({ player_id }) => player_id === snapshot.player_id);
  if (!mine?.bot || snapshot.waiting) return null;
  return (
    <p class="standin">
      {say.standIn}{" "}
      <Button kind="main" onPress={() => place.act({ message_type: "reorder", hand: [...place.hand.value] })}>
        {say.imBack}
      </Button>
    </p>
  );
};
