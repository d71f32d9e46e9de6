import { pathTo } from "../model/route.ts";
import { fragmentOf } from "../model/seat-link.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { CopyField } from "./copy-field.tsx";
import { Lazy } from "./lazy.tsx";

const loadQr = async () => (await import("./qr.tsx")).Qr;

/** The link that moves the seat to another device of its player. */
export const Elsewhere = ({ place }: { readonly place: Session }) => {
  const say = words.value;
  const path = pathTo({ name: "play", gameId: place.gameId });
  const url = location.origin + path + fragmentOf(place);
  return (
    <div class="invite">
      <p>{say.elsewhereHint}</p>
      <Lazy load={loadQr} props={{ text: url, label: say.qr }} />
      <CopyField label={say.inviteLink} text={url} />
    </div>
  );
};
