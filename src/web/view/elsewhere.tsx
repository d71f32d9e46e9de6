import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Refused } from "../../client/api.ts";
import { whyNot } from "../model/refused.ts";
import { seatLinkTo } from "../model/seat-link.ts";
import { api } from "../store/calls.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";
import { CopyField } from "./copy-field.tsx";
import { Lazy } from "./lazy.tsx";

const loadQr = async () => (await import("./qr.tsx")).Qr;

/** While the link is shown, a new code replaces the last one after this time, in ms. A code is good for ten minutes. */
const NEW_CODE_AFTER_MS = 540_000;

/** The link that moves the seat to another device of its player, once. */
export const Elsewhere = ({ place }: { readonly place: Session }) => {
  const code = useSignal<string | null>(null);
  const refused = useSignal<Refused | null>(null);
  const say = words.value;
  const make = async () => {
    const made = await api.seatCode(place.gameId, place.token);
    refused.value = made.ok ? null : made.error;
    code.value = made.ok ? made.value.code : null;
  };
  useEffect(() => {
    void make();
    const timer = setInterval(() => void make(), NEW_CODE_AFTER_MS);
    return () => clearInterval(timer);
  }, []);
  if (refused.value)
    return (
      <div class="invite">
        <p role="alert">{whyNot(refused.value, say)}</p>
        <Button onPress={make}>{say.tryAgain}</Button>
      </div>
    );
  if (code.value === null) return <p class="loading" aria-busy="true" />;
  const url = seatLinkTo(location.origin, { gameId: place.gameId, code: code.value });
  return (
    <div class="invite">
      <div class="ways moving">
        <div>
          <p>{say.elsewhereHint}</p>
          {place.hostToken !== null && <p>{say.elsewhereHost}</p>}
        </div>
        <Lazy key={url} load={loadQr} props={{ text: url, label: say.qr }} />
      </div>
      <CopyField label={say.inviteLink} text={url} />
    </div>
  );
};
