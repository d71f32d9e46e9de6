import { useSignal } from "@preact/signals";
import { DEFAULT_RULES } from "../../shared/game/rules.ts";
import { gameIn } from "../model/route.ts";
import { seatLinkIn } from "../model/seat-link.ts";
import type { Rules } from "../store/calls.ts";
import { create, takeSeat } from "../store/current.ts";
import { openDialog } from "../store/dialog.ts";
import { go } from "../store/route.ts";
import { order, words } from "../store/settings.ts";
import { Button } from "./button.tsx";
import { Card } from "./card.tsx";
import { MyGames } from "./my-games.tsx";
import { BotStrength, LanguageSwitch, NameForm } from "./preferences.tsx";
import { RulesForm } from "./rules-form.tsx";

/** The cards of the picture on the start screen. */
const SHOWN = [20, 2, 19, 38, 9];

/** The rules of a new table. It has a clock, so that nobody holds the others up; a table with bots alone needs none. */
const USUAL: Rules = { ...DEFAULT_RULES, turn_seconds: 60 };

/** `/`: a new game, a game with bots, or a game by its code. */
export const Start = () => {
  const chosen = useSignal<Partial<Rules>>(order.value ?? {});
  const say = words.value;
  return (
    <main class="start">
      <header class="hero">
        <LanguageSwitch />
        <div class="fan" aria-hidden="true">
          {SHOWN.map((card) => (
            <span key={card}>
              <Card card={card} />
            </span>
          ))}
        </div>
        <h1 class="brand">{say.title}</h1>
        <p class="slogan">{say.slogan}</p>
      </header>
      <div class="choices">
        <section class="sheet" aria-label={say.newGame}>
          <NameForm>
            <div class="pair">
              <Button kind="main" isSubmit onPress={() => create({ ...USUAL, ...chosen.value }, false)}>
                {say.newGame}
              </Button>
              <Button onPress={() => create({ ...DEFAULT_RULES, ...chosen.value }, true)}>
                {say.withBots}
              </Button>
            </div>
          </NameForm>
          <p class="hint">
            {say.newGameHint} {say.withBots}: {say.withBotsHint.toLowerCase()}
          </p>
          <BotStrength />
          <RulesForm chosen={chosen} usual={USUAL} />
        </section>
        <div class="aside">
          <ByCode />
          <MyGames />
          <p class="more">
            <Button kind="quiet" onPress={() => openDialog("rules")}>
              {say.howToPlay}
            </Button>
          </p>
        </div>
      </div>
    </main>
  );
};

const ByCode = () => {
  const typed = useSignal("");
  const wrong = useSignal(false);
  const say = words.value;
  const enter = (name: "play" | "watch") => {
    const link = seatLinkIn(typed.value);
    if (link) return takeSeat(link);
    const gameId = gameIn(typed.value);
    wrong.value = gameId === null;
    if (gameId) go({ name, gameId });
  };
  return (
    <form
      class="sheet"
      onSubmit={(event) => {
        event.preventDefault();
        enter("play");
      }}
    >
      <h2>{say.joinGame}</h2>
      <label class="field">
        <span>{say.code}</span>
        <input
          class="code"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          placeholder="K7M2QX"
          value={typed.value}
          aria-invalid={wrong.value}
          aria-describedby="code-hint"
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            wrong.value = false;
          }}
        />
        <small id="code-hint" class={wrong.value ? "wrong" : ""} role={wrong.value ? "alert" : undefined}>
          {wrong.value ? say.codeWrong : say.codeHint}
        </small>
      </label>
      <div class="pair">
        <button type="submit" class="button plain">
          {say.join}
        </button>
        <Button onPress={() => enter("watch")}>{say.watch}</Button>
      </div>
    </form>
  );
};
