import { pathTo } from "../model/route.ts";
import { canShare, share } from "../store/device.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";
import { CopyField } from "./copy-field.tsx";
import { Icon } from "./icon.tsx";
import { Lazy } from "./lazy.tsx";

const loadQr = async () => (await import("./qr.tsx")).Qr;

/** The ways to invite another player. */
export const Invite = ({ gameId }: { readonly gameId: string }) => {
  const say = words.value;
  const url = location.origin + pathTo({ name: "play", gameId });
  return (
    <div class="invite">
      <p>{say.inviteHint}</p>
      <div class="ways">
        <Lazy key={url} load={loadQr} props={{ text: url, label: say.qr }} />
        <div>
          <p class="gamecode">
            <small>{say.inviteCode}</small>
            <b>{gameId}</b>
          </p>
          {canShare() && (
            <Button kind="main" onPress={() => share({ title: say.title, text: say.shareText, url })}>
              <Icon name="share" />
              {say.share}
            </Button>
          )}
        </div>
      </div>
      <CopyField label={say.inviteLink} text={url} />
      <CopyField label={say.watchLink} text={location.origin + pathTo({ name: "watch", gameId })} />
    </div>
  );
};
