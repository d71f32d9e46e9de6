import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { type DialogName, openDialog } from "../store/dialog.ts";
import { words } from "../store/settings.ts";
import { Icon, type IconName } from "./icon.tsx";

/** The top line: which deal and trick it is, and the ways to what lies behind the table. */
export const Bar = ({ snapshot }: { readonly snapshot: Snapshot }) => {
  const say = words.value;
  const { phase, trick_history: tricks, rules } = snapshot;
  const number = Math.min(8, tricks.length + (phase === "trick-won" ? 0 : 1));
  // A shuffle is too short for a name of its own.
  const isAuction = phase === "bid" || phase === "shuffle";
  return (
    <header class="bar">
      <p class="where">
        {say.deal(snapshot.deal_number, rules.deals)}
        <small>{isAuction ? say.auction : say.trickOf(number)}</small>
      </p>
      <div class="tools past">
        {rules.phrases && snapshot.player_id !== undefined && (
          <Tool opens="phrases" icon="speech" label={say.saySomething} />
        )}
        {tricks.length > 0 && <Tool opens="history" icon="history" label={say.lastTrick} />}
      </div>
      <div class="tools">
        <Tool opens="scores" icon="table" label={say.scores} />
        <Tool opens="menu" icon="menu" label={say.menu} />
      </div>
    </header>
  );
};

interface ToolProps {
  readonly opens: DialogName;
  readonly icon: IconName;
  readonly label: string;
}

const Tool = ({ opens, icon, label }: ToolProps) => (
  <button
    type="button"
    class="button quiet round"
    data-opens={opens}
    aria-label={label}
    onClick={() => openDialog(opens)}
  >
    <Icon name={icon} />
  </button>
);
