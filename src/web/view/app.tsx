import { useSignalEffect } from "@preact/signals";
import { isMyTurn } from "../model/ask.ts";
import { whyNotFound } from "../model/refused.ts";
import { arriving, current, missing } from "../store/current.ts";
import { dialog } from "../store/dialog.ts";
import { route } from "../store/route.ts";
import { words } from "../store/settings.ts";
import { Board } from "./board.tsx";
import { Boundary } from "./boundary.tsx";
import { Connection, Offline } from "./connection.tsx";
import { Dialogs } from "./dialogs.tsx";
import { Join } from "./join.tsx";
import { Lazy } from "./lazy.tsx";
import { Lobby } from "./lobby.tsx";
import { Notices } from "./notices.tsx";
import { isFinished, Over } from "./over.tsx";
import { Start } from "./start.tsx";
import { ToStart } from "./to-start.tsx";

/** The whole page: the screen of the route, the notice, the dialogs and the live region. */
export const App = () => {
  useSignalEffect(() => {
    const place = current.value;
    const mine = place !== null && isMyTurn(place.ask.value);
    const title = place ? `${place.gameId} · ${words.value.title}` : words.value.pageTitle;
    document.title = mine ? `● ${words.value.yourTurn} · ${words.value.title}` : title;
  });
  return (
    <>
      <Boundary>
        <Screen />
        <Dialogs />
      </Boundary>
      {dialog.value === null && !isFinished() && <Notices />}
    </>
  );
};

const Screen = () => {
  const phase = current.value?.snapshot.value?.phase ?? "ready";
  // On the table the dock says so.
  return (
    <>
      {(current.value === null || phase === "ready") && <Offline />}
      <Here />
    </>
  );
};

const Here = () => {
  const here = route.value;
  const place = current.value;
  if (here.name === "start") return <Start />;
  if (here.name === "deal")
    return (
      <Lazy
        key={location.hash}
        load={async () => (await import("./deal/linked-deal.tsx")).LinkedDeal}
        props={{ code: location.hash.slice(1) }}
      />
    );
  if (here.name === "nowhere") return <Nothing text={words.value.nowhere} />;
  if (missing.value !== null) return <Nothing text={whyNotFound(missing.value, words.value)} />;
  if (!place)
    return here.name === "play" && arriving.value === null ? (
      <Join key={here.gameId} gameId={here.gameId} />
    ) : (
      <Nothing text={words.value.looking} />
    );
  const snapshot = place.snapshot.value;
  return (
    <>
      <Over place={place} />
      {(snapshot === null || snapshot.phase === "ready") && <Connection place={place} />}
      {snapshot === null ? (
        <Nothing text={words.value.connecting} />
      ) : snapshot.phase === "ready" ? (
        <Lobby place={place} snapshot={snapshot} />
      ) : (
        <Board place={place} snapshot={snapshot} />
      )}
    </>
  );
};

const Nothing = ({ text }: { readonly text: string }) => (
  <main class="sheet narrow">
    <h1 class="brand">{words.value.title}</h1>
    <p>{text}</p>
    <ToStart />
  </main>
);
