import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { whyNot } from "../model/refused.ts";
import { initialOf } from "../model/seats.ts";
import { api } from "../store/calls.ts";
import { fillWithBots } from "../store/current.ts";
import { openDialog } from "../store/dialog.ts";
import { notify } from "../store/notice.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { Invite } from "./invite.tsx";
import { News } from "./news.tsx";
import { BotStrength } from "./preferences.tsx";
import { RuleChips } from "./rule-chips.tsx";

interface Props {
  readonly place: Session;
  readonly snapshot: Snapshot;
}

/** The screen of a game in `ready`: its seats, and the ways to fill them. */
export const Lobby = ({ place, snapshot }: Props) => {
  const say = words.value;
  const free = 5 - snapshot.players.length;
  const { gameId } = place;
  const filler = place.seatingToken;
  return (
    <main class="lobby">
      <section class="sheet">
        <header class="row">
          <h1 class="brand">{say.lobby}</h1>
          <Button kind="quiet" label={say.menu} onPress={() => openDialog("menu")}>
            <Icon name="menu" />
          </Button>
        </header>
        <News place={place} />
        <p role="status">{free > 0 ? say.lobbyWait(free) : say.dealing}</p>
        <ol class="round">
          {[0, 1, 2, 3, 4].map((seat) => (
            <LobbySeat key={seat} place={place} snapshot={snapshot} seat={seat} />
          ))}
        </ol>
        {snapshot.player_id === undefined && <p class="hint">{say.watching}</p>}
        {filler !== null && free > 0 && (
          <div class="filling">
            <BotStrength />
            <Button onPress={() => fillWithBots(gameId, filler)}>
              <Icon name="bot" />
              {say.fillWithBots}
            </Button>
          </div>
        )}
        <RuleChips rules={snapshot.rules} />
      </section>
      <section class="sheet" aria-label={say.invite}>
        <h2>{say.invite}</h2>
        <Invite gameId={gameId} />
      </section>
    </main>
  );
};

const LobbySeat = ({ place, snapshot, seat }: Props & { readonly seat: number }) => {
  const say = words.value;
  const player = snapshot.players.find(({ player_id }) => player_id === seat);
  const { hostToken, gameId } = place;
  if (!player) return <li data-free="true">{say.freeSeat}</li>;
  const isMe = seat === snapshot.player_id;
  const free = async () => {
    const remove = player.bot ? api.removeBot : api.free;
    const freed = await remove(gameId, hostToken ?? place.token, seat);
    if (!freed.ok) notify(whyNot(freed.error, say));
  };
  return (
    <li data-seat={seat} data-away={!player.connected && !player.bot}>
      <span class="avatar" aria-hidden="true">
        {player.bot ? <Icon name="bot" /> : initialOf(player.name)}
      </span>
      <b dir="auto">{player.name}</b>
      <small>
        {[isMe && say.you, player.bot && say.bot, !player.connected && !player.bot && say.away]
          .filter(Boolean)
          .join(" · ")}
      </small>
      {!isMe && (hostToken !== null || (player.bot && snapshot.player_id !== undefined)) && (
        <Button kind="quiet" label={say.freeOf(player.name)} onPress={free}>
          <Icon name="close" />
        </Button>
      )}
    </li>
  );
};
