import { current, online } from "../store/current.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { useWaited } from "./waited.ts";

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
  const waited = useWaited(state.name === "reconnecting", PATIENCE_MS);
  const say = words.value;
  if (state.name !== "reconnecting" || !waited || !online.value) return null;
  return (
    <div class="banner" role="status" data-state={state.name}>
      <span class="spinner" aria-hidden="true" />
      {place.pending.value === null ? say.reconnecting : say.reconnectingMove}
    </div>
  );
};
