import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Status } from "../../client/api.ts";
import { whyLost } from "../../client/lost-seat.ts";
import type { GameClientState } from "../../client/state.ts";
import { nameOf } from "../model/seats.ts";
import { api } from "../store/calls.ts";
import { current, giveUp, giveUpSeat, online, sitAgain, takeBack } from "../store/current.ts";
import { closeDialog } from "../store/dialog.ts";
import { go, route } from "../store/route.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";

/** Shorter losses of the connection are not shown, in ms. */
const PATIENCE_MS = 700;

/** The banner of a browser without a network. An open connection to the game is better proof than the browser's word. */
export const Offline = () =>
  online.value || current.value?.state.value.name === "live" ? null : (
    <div class="banner" role="status" data-state="offline">
      {words.value.offline}
    </div>
  );

/** The banner of a connection that is not live. */
export const Connection = ({ place }: { readonly place: Session }) => {
  const state = place.state.value;
  const waited = useWaited(state.name === "reconnecting");
  const say = words.value;
  const isOpening = state.name === "reconnecting" || state.name === "connecting";
  if (!isOpening || !waited || !online.value) return null;
  return (
    <div class="banner" role="status" data-state={state.name}>
      <span class="spinner" aria-hidden="true" />
      {place.pending.value === null ? say.reconnecting : say.reconnectingMove}
    </div>
  );
};

/** The end of the session, over everything else. */
export const Over = ({ place }: { readonly place: Session }) => {
  const { name } = place.state.value;
  const isOpen = ["live", "left", "reconnecting", "connecting"].includes(name);
  return isOpen ? null : <Finished key={name} place={place} />;
};

/** The end of a session: its reason, and what the player can do. */
const Finished = ({ place }: { readonly place: Session }) => {
  const box = useRef<HTMLDivElement>(null);
  const state = place.state.value;
  const say = words.value;
  const isSeatLost = state.name === "refused" && route.value.name === "play";
  useEffect(() => {
    closeDialog();
    box.current?.querySelector("button")?.focus();
  }, []);
  return (
    <div ref={box} class="over" role="alertdialog" aria-modal="true" aria-label={overText(state.name)}>
      <div class="sheet narrow">
        <p>{overText(state.name)}</p>
        {isSeatLost && <SeatLost place={place} />}
        <div class="pair">
          {state.name === "replaced" && (
            <Button kind="main" onPress={() => takeBack(place)}>
              {say.takeBack}
            </Button>
          )}
          {isSeatLost && (
            <>
              <Button kind="main" onPress={() => sitAgain(place.gameId, place.token)}>
                {say.sitAgain}
              </Button>
              <Button
                onPress={() => {
                  giveUpSeat(place.gameId, place.token);
                  go({ name: "watch", gameId: place.gameId });
                }}
              >
                {say.watch}
              </Button>
            </>
          )}
          <Button
            onPress={() => {
              if (state.name === "ended") giveUp(place.gameId);
              else current.value?.close();
              go({ name: "start" });
            }}
          >
            {say.back}
          </Button>
        </div>
      </div>
    </div>
  );
};

/** Why the player has lost the seat, as far as the status shows it, and what the player can do. */
const SeatLost = ({ place }: { readonly place: Session }) => {
  const seats = useSignal<Status["seats"]>([]);
  useEffect(() => {
    void api.status(place.gameId).then((status) => {
      if (status.ok) seats.value = status.value.seats;
    });
  }, []);
  const say = words.value;
  const snapshot = place.snapshot.value;
  const seat = snapshot?.player_id;
  const mine = snapshot && seat !== undefined ? { seat, name: nameOf(snapshot, seat, say) } : null;
  const why = whyLost(place.token, mine, seats.value, { now: place.serverNow(), words: say.lostBecause });
  return (
    <>
      <p role="status">{why}</p>
      <p>{say.lostHelp}</p>
    </>
  );
};

const overText = (name: GameClientState["name"]): string => {
  const say = words.value;
  if (name === "replaced") return say.replaced;
  if (name === "ended") return say.ended;
  return route.value.name === "watch" ? say.noGame : say.lost;
};

/** Whether `waiting` has been true for longer than PATIENCE_MS. */
const useWaited = (waiting: boolean): boolean => {
  const waited = useSignal(false);
  useEffect(() => {
    waited.value = false;
    if (!waiting) return;
    const timer = setTimeout(() => {
      waited.value = true;
    }, PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [waiting]);
  return waited.value;
};
