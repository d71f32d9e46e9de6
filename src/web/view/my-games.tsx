import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { companyIn, standingOf } from "../model/my-game.ts";
import { lookUpMyGames, type MyGame } from "../store/my-games.ts";
import { go } from "../store/route.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";

/** The games that are shown at most. */
const MAX_SHOWN = 4;

/** The games of this browser that go on, with who is there and what they wait for [W6]. */
export const MyGames = () => {
  const games = useSignal<readonly MyGame[]>([]);
  useEffect(() => {
    void lookUpMyGames().then((found) => {
      games.value = found.slice(0, MAX_SHOWN);
    });
  }, []);
  if (games.value.length === 0) return null;
  return (
    <section class="sheet resume">
      <h2>{words.value.resume}</h2>
      {games.value.map(({ gameId, seen }) => (
        <Button key={gameId} kind="quiet" onPress={() => go({ name: "play", gameId })}>
          <span>
            <b dir="auto">{titleOf(gameId, seen)}</b>
            <small>{standingOf(seen, words.value)}</small>
          </span>
        </Button>
      ))}
    </section>
  );
};

const titleOf = (gameId: string, seen: MyGame["seen"]): string => {
  const company = seen === null ? [] : companyIn(seen);
  return company.length > 0 ? words.value.gameWith(company.join(", ")) : words.value.resumeGame(gameId);
};
