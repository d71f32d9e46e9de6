import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Refused, Status } from "../../client/api.ts";
import { whyNotFound } from "../model/refused.ts";
import { note } from "../model/saved-seats.ts";
import { api } from "../store/calls.ts";
import { join } from "../store/current.ts";
import { storage } from "../store/device.ts";
import { openDialog } from "../store/dialog.ts";
import { go } from "../store/route.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";
import { LanguageSwitch, NameForm } from "./preferences.tsx";
import { RuleChips } from "./rule-chips.tsx";

/** The interval for fetching the status, in ms. */
const LOOK_EVERY_MS = 3_000;

/** `/g/<id>` without a seat: the players, and a free seat if there is one. */
export const Join = ({ gameId }: { readonly gameId: string }) => {
  const status = useSignal<Status | null>(null);
  const refused = useSignal<Refused | null>(null);
  const isGone = refused.value?.status === 404;
  const say = words.value;
  const look = async () => {
    const found = await api.status(gameId);
    refused.value = found.ok ? null : found.error;
    if (!found.ok) return;
    status.value = found.value;
    note(storage, gameId, found.value.deal_number, found.value.deal_commitment, Date.now());
  };
  useEffect(() => {
    if (isGone) return;
    void look();
    const timer = setInterval(() => void look(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [gameId, isGone]);
  const seats = status.value?.seats ?? [];
  const free = seats.filter(({ name }) => name === null).length;
  const canSit = free > 0 || seats.some(({ bot }) => bot);
  const watching = <Button onPress={() => go({ name: "watch", gameId })}>{say.watch}</Button>;
  return (
    <main class="sheet narrow join">
      <LanguageSwitch />
      <h1 class="brand">{say.joinTitle(gameId)}</h1>
      {status.value && !isGone ? (
        <>
          <p>{free > 0 ? say.joinFree(free) : canSit ? say.joinForBot : say.joinFull}</p>
          <ul class="sitting" aria-label={say.atTable}>
            {seats.map(({ player_id, name, bot }) => (
              <li key={player_id} data-free={name === null}>
                {name ?? say.freeSeat}
                {bot && <small> · {say.bot}</small>}
              </li>
            ))}
          </ul>
          {/* A game that still runs earlier code has none. */}
          {status.value.rules && <RuleChips rules={status.value.rules} />}
          {canSit ? (
            <NameForm>
              <div class="pair">
                <Button
                  kind="main"
                  isSubmit
                  onPress={async () => void ((await join(gameId)) || (await look()))}
                >
                  {say.join}
                </Button>
                {watching}
              </div>
            </NameForm>
          ) : (
            <div class="pair">{watching}</div>
          )}
        </>
      ) : (
        <p>{refused.value ? whyNotFound(refused.value, say) : say.looking}</p>
      )}
      <p class="more">
        <Button kind="quiet" onPress={() => openDialog("rules")}>
          {say.howToPlay}
        </Button>
        <Button kind="quiet" onPress={() => go({ name: "start" })}>
          {say.back}
        </Button>
      </p>
    </main>
  );
};
