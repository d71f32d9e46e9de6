import { useSignal } from "@preact/signals";
import { mayAdvise } from "../model/hints.ts";
import { whyNot } from "../model/refused.ts";
import { api } from "../store/calls.ts";
import { callBot, callOwnBot, giveUp, giveUpSeat } from "../store/current.ts";
import { closeDialog, type DialogName, openDialog } from "../store/dialog.ts";
import { notify } from "../store/notice.ts";
import { isPlaying } from "../store/playing.ts";
import { go } from "../store/route.ts";
import type { Session } from "../store/session.ts";
import { chooseSound, sound, words } from "../store/settings.ts";
import { Button } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { AlertSwitch, LanguageSwitch } from "./preferences.tsx";
import { RuleChips } from "./rule-chips.tsx";

const Item = ({
  to,
  icon,
  text,
}: {
  readonly to: DialogName;
  readonly icon: IconName;
  readonly text: string;
}) => (
  <Button onPress={() => openDialog(to)}>
    <Icon name={icon} />
    {text}
  </Button>
);

/** The menu of a game. */
export const Menu = ({ place }: { readonly place: Session }) => {
  const say = words.value;
  const isPlayer = place.snapshot.value?.player_id !== undefined;
  return (
    <div class="menu">
      {place.snapshot.value && mayAdvise(place.snapshot.value) && (
        <Item to="hint" icon="bot" text={say.hint} />
      )}
      <Item to="invite" icon="share" text={say.invite} />
      {isPlayer && <Item to="elsewhere" icon="phone" text={say.elsewhere} />}
      <Item to="scores" icon="table" text={say.scores} />
      <Item to="history" icon="history" text={say.history} />
      <Item to="rules" icon="help" text={say.howToPlay} />
      {place.snapshot.value && <RuleChips rules={place.snapshot.value.rules} />}
      <div class="pair">
        <button
          type="button"
          class="button plain"
          aria-pressed={sound.value}
          onClick={() => chooseSound(!sound.value)}
        >
          {say.sound}: {sound.value ? say.soundOn : say.soundOff}
        </button>
        <LanguageSwitch />
      </div>
      {isPlayer && <AlertSwitch />}
      <AwayPlayers place={place} />
      <Leaving place={place} />
    </div>
  );
};

/** Lets the host and players give the seats of absent players to bots for this deal. */
const AwayPlayers = ({ place }: { readonly place: Session }) => {
  const { gameId, seatingToken: token, snapshot } = place;
  if (token === null || !snapshot.value || snapshot.value.phase === "ready") return null;
  const away = snapshot.value.players.filter(({ connected, bot }) => !connected && !bot);
  const hand = async (seat: number) => {
    if (await callBot(gameId, token, seat)) closeDialog();
  };
  return away.map(({ player_id, name }) => (
    <Button key={player_id} onPress={() => hand(player_id)}>
      <Icon name="bot" />
      {words.value.handToBot(name)}
    </Button>
  ));
};

/** Leaving the seat or ending the game, with a confirmation. */
const Leaving = ({ place }: { readonly place: Session }) => {
  const sure = useSignal<"leave" | "end" | null>(null);
  const say = words.value;
  const { gameId, hostToken, snapshot } = place;
  const inLobby = snapshot.value?.phase === "ready";
  const isSeated = snapshot.value?.players.some(
    ({ player_id, bot }) => player_id === snapshot.value?.player_id && !bot,
  );
  const seat = snapshot.value?.player_id;
  const toStart = () => (isPlaying.value ? openDialog("leave") : away());
  const away = () => {
    closeDialog();
    go({ name: "start" });
  };
  /** In a deal a bot plays on, and this browser keeps the seat's token: the player may come back. */
  const leave = async () => {
    if (!(await callOwnBot(place))) return;
    if (inLobby) giveUpSeat(gameId, place.token);
    away();
  };
  const end = async () => {
    const ended = await api.end(gameId, place.hostToken ?? "");
    if (!ended.ok) return notify(whyNot(ended.error, say));
    giveUp(gameId);
    away();
  };
  if (sure.value)
    return (
      <div class="sure">
        <p>{sure.value === "end" ? say.endGameSure : say.leaveSure}</p>
        <div class="pair">
          <Button kind="danger" onPress={sure.value === "end" ? end : leave}>
            {sure.value === "end" ? say.endIt : say.leaveIt}
          </Button>
          <Button
            onPress={() => {
              sure.value = null;
            }}
          >
            {say.cancel}
          </Button>
        </div>
      </div>
    );
  return (
    <>
      {seat !== undefined && inLobby && (
        <Button
          onPress={() => {
            sure.value = "leave";
          }}
        >
          <Icon name="door" />
          {say.leaveSeat}
        </Button>
      )}
      {isSeated && !inLobby && (
        <Button onPress={leave}>
          <Icon name="bot" />
          {say.leaveToBot}
        </Button>
      )}
      {hostToken !== null && (
        <Button
          onPress={() => {
            sure.value = "end";
          }}
        >
          <Icon name="cross" />
          {say.endGame}
        </Button>
      )}
      <Button onPress={toStart}>
        <Icon name="door" />
        {say.back}
      </Button>
    </>
  );
};
