import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { TableState } from "../../client/table.ts";
import { current, giveUp, sit } from "../store/current.ts";
import { closeDialog } from "../store/dialog.ts";
import { online } from "../store/online.ts";
import type { Place } from "../store/place.ts";
import { go, route } from "../store/route.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";

/** A loss shorter than this is not worth a word, in ms. */
const PATIENCE_MS = 700;

/** Said of the whole page while the browser has no network. */
export const Offline = () =>
  online.value ? null : (
    <div class="banner" role="status" data-state="offline">
      {words.value.offline}
    </div>
  );

/** What stands between the page and its table, if anything does: it never claims more than it knows. */
export const Connection = ({ place }: { readonly place: Place }) => {
  const state = place.state.value;
  const waited = useWaited(state.name === "reconnecting");
  const say = words.value;
  if (state.name === "live" || state.name === "left") return null;
  if (state.name === "reconnecting" || state.name === "connecting") {
    if (!waited || !online.value) return null;
    const moving = place.pending.value !== null;
    return (
      <div class="banner" role="status" data-state={state.name}>
        <span class="spinner" aria-hidden="true" />
        {moving ? say.reconnectingMove : say.reconnecting}
      </div>
    );
  }
  return <Finished key={state.name} place={place} />;
};

/** The table is over for this page: why, and what can be done. */
const Finished = ({ place }: { readonly place: Place }) => {
  const box = useRef<HTMLDivElement>(null);
  const state = place.state.value;
  const say = words.value;
  useEffect(() => {
    closeDialog();
    box.current?.querySelector("button")?.focus();
  }, []);
  return (
    <div ref={box} class="over" role="alertdialog" aria-modal="true" aria-label={overText(state.name)}>
      <div class="sheet narrow">
        <p>{overText(state.name)}</p>
        <div class="pair">
          {state.name === "replaced" && (
            <Button kind="main" onPress={() => sit(place)}>
              {say.takeBack}
            </Button>
          )}
          {state.name === "refused" && (
            <Button kind="main" onPress={() => giveUp(place.gameId)}>
              {say.sitAgain}
            </Button>
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

const overText = (name: TableState["name"]): string => {
  const say = words.value;
  if (name === "replaced") return say.replaced;
  if (name === "ended") return say.ended;
  return route.value.name === "watch" ? say.noGame : say.barred;
};

/** Whether `waiting` has been so for longer than one would wait without a word. */
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
