import { callOwnBot } from "../store/current.ts";
import { closeDialog } from "../store/dialog.ts";
import { go } from "../store/route.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

/** Asks before a player leaves in the middle of a deal [W26]. The browser keeps the seat's token either way. */
export const Leave = ({ place }: { readonly place: Session }) => {
  const say = words.value;
  const away = () => {
    closeDialog();
    go({ name: "start" });
  };
  return (
    <div class="menu">
      <p>{say.leaveDeal}</p>
      <Button kind="main" onPress={closeDialog}>
        <Icon name="seat" />
        {say.stay}
      </Button>
      <Button onPress={async () => void ((await callOwnBot(place)) && away())}>
        <Icon name="bot" />
        {say.leaveToBot}
      </Button>
      <Button onPress={away}>
        <Icon name="door" />
        {say.leaveWaiting}
      </Button>
    </div>
  );
};
