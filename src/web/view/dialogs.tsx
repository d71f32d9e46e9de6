import { useLayoutEffect, useRef } from "preact/hooks";
import { current } from "../store/current.ts";
import { closeDialog, type DialogName, dialog } from "../store/dialog.ts";
import { words } from "../store/settings.ts";
import { Elsewhere } from "./elsewhere.tsx";
import { History } from "./history.tsx";
import { Icon } from "./icon.tsx";
import { Invite } from "./invite.tsx";
import { Lazy } from "./lazy.tsx";
import { Leave } from "./leave.tsx";
import { Menu } from "./menu.tsx";
import { Notices } from "./notices.tsx";
import { Phrases } from "./phrases.tsx";
import { Scores } from "./scores.tsx";

/** The open dialog. */
export const Dialogs = () => {
  const element = useRef<HTMLDialogElement>(null);
  const name = dialog.value;
  // A layout effect opens the dialog before the next key event, so that an Escape can close it.
  useLayoutEffect(() => {
    const box = element.current;
    if (name && !box?.open) box?.showModal();
    if (!name && box?.open) box.close();
  }, [name]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a dialog closes by Escape on its own
    <dialog
      ref={element}
      aria-labelledby="dialog-title"
      onClose={closeDialog}
      onClick={(event) => {
        if (event.target === element.current) closeDialog();
      }}
    >
      {name && (
        <div class="dialog">
          <header>
            <h2 id="dialog-title">{titleOf(name)}</h2>
            <button
              type="button"
              class="button quiet round"
              aria-label={words.value.close}
              onClick={closeDialog}
            >
              <Icon name="close" />
            </button>
          </header>
          <Body name={name} />
          <Notices />
        </div>
      )}
    </dialog>
  );
};

const titleOf = (name: DialogName): string => {
  const say = words.value;
  switch (name) {
    case "menu":
      return say.menu;
    case "rules":
      return say.howToPlay;
    case "invite":
      return say.invite;
    case "elsewhere":
      return say.elsewhere;
    case "history":
      return say.history;
    case "scores":
      return say.scores;
    case "phrases":
      return say.saySomething;
    case "check":
      return say.check;
    case "deal":
      return say.lookBack;
    case "hint":
      return say.hint;
    case "leave":
      return say.leaveTitle;
  }
};

const Body = ({ name }: { readonly name: DialogName }) => {
  const place = current.value;
  if (name === "rules")
    return <Lazy key="rules" load={async () => (await import("./how-to-play.tsx")).HowToPlay} props={{}} />;
  if (!place) return null;
  switch (name) {
    case "menu":
      return <Menu place={place} />;
    case "invite":
      return <Invite gameId={place.gameId} />;
    case "elsewhere":
      return <Elsewhere place={place} />;
    case "history":
      return <History place={place} />;
    case "leave":
      return <Leave place={place} />;
    case "scores":
      return <Scores place={place} />;
    case "phrases":
      return <Phrases place={place} />;
    case "check":
      return (
        <Lazy key="check" load={async () => (await import("./check.tsx")).CheckDeal} props={{ place }} />
      );
    case "hint":
      return <Lazy key="hint" load={async () => (await import("./hint.tsx")).Hint} props={{ place }} />;
    case "deal":
      return (
        <Lazy
          key="deal"
          load={async () => (await import("./deal/last-deal.tsx")).LastDeal}
          props={{ place }}
        />
      );
  }
};
