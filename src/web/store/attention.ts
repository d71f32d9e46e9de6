import { computed, effect, untracked } from "@preact/signals";
import { pathTo } from "../model/route.ts";
import { isOnTurn } from "../model/seats.ts";
import { closeAlerts, showAlert, vibrate } from "./alert.ts";
import { keepAwake, whenWoken } from "./device.ts";
import { isPlaying, played } from "./playing.ts";
import { alerts, words } from "./settings.ts";

/** After this time without a move the screen may go dark, in ms. */
const AWAKE_MS = 5 * 60_000;
/** The pattern of the vibration, in ms. */
const BUZZ = [120, 80, 120];

/** The game and turn of a deal that the viewer plays; null outside a deal. */
const turnInDeal = computed((): string | null => {
  const snapshot = played.value;
  return snapshot && isPlaying.value ? `${snapshot.game_id} ${snapshot.turn}` : null;
});

/** Keeps the screen on while a deal goes on, until nothing has happened for AWAKE_MS [W27]. */
const stayAwake = () => {
  let letSleep: (() => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const sleep = () => {
    letSleep?.();
    letSleep = null;
  };
  effect(() => {
    clearTimeout(timer);
    if (turnInDeal.value === null) return sleep();
    letSleep ??= keepAwake();
    timer = setTimeout(sleep, AWAKE_MS);
  });
};

/** Tells a player who wants it that it is the own turn: by a vibration, or by a notification on a hidden page [W27]. */
const tellTurns = () => {
  let before: { readonly gameId: string; readonly isMine: boolean } | null = null;
  effect(() => {
    const snapshot = played.value;
    const now = snapshot && { gameId: snapshot.game_id, isMine: isOnTurn(snapshot) };
    // The first snapshot after a reload is no news.
    const becameMine = now?.isMine && before?.gameId === now.gameId && !before.isMine;
    const wasMine = before?.isMine && !now?.isMine;
    before = now;
    untracked(() => {
      if (wasMine) void closeAlerts();
      if (becameMine && alerts.value) tell(now.gameId);
    });
  });
  whenWoken(() => void closeAlerts());
};

const tell = (gameId: string): void => {
  if (!document.hidden) return vibrate(BUZZ);
  const { yourTurn, title } = words.value;
  void showAlert({ title: yourTurn, body: title, path: pathTo({ name: "play", gameId }), vibrate: BUZZ });
};

export const startAttention = (): void => {
  stayAwake();
  tellTurns();
};
