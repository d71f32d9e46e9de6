import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Status } from "../../client/api.ts";
import { whyLost } from "../../client/lost-seat.ts";
import { type GameClientState, isOver } from "../../client/state.ts";
import { nameOf } from "../model/seats.ts";
import { api } from "../store/calls.ts";
import { current, giveUp, giveUpSeat, sitAgain, takeBack } from "../store/current.ts";
import { closeDialog } from "../store/dialog.ts";
import { go, route } from "../store/route.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";
import { Notices } from "./notices.tsx";

/** Whether the session that the page shows has ended for good. */
export const isFinished = (): boolean => {
  const state = current.value?.state.value;
  return state !== undefined && isOver(state) && state.name !== "left";
};

/** The end of the session, over everything else. It holds the focus [W11]. */
export const Over = ({ place }: { readonly place: Session }) =>
  isFinished() ? <Finished key={place.state.value.name} place={place} /> : null;

/** The end of a session: its reason, and what the player can do. */
const Finished = ({ place }: { readonly place: Session }) => {
  const box = useRef<HTMLDialogElement>(null);
  const state = place.state.value;
  const say = words.value;
  const isSeatLost = state.name === "refused" && route.value.name === "play";
  const show = () => {
    if (!box.current?.open) box.current?.showModal();
  };
  useLayoutEffect(() => {
    closeDialog();
    show();
  }, []);
  return (
    // A browser closes a modal dialog at the second Escape in any case. There is nothing behind this one.
    <dialog ref={box} class="over" role="alertdialog" aria-label={overText(state.name)} onClose={show}>
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
      <Notices />
    </dialog>
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
