import type { ComponentChildren } from "preact";
import { STRENGTHS } from "../../shared/game/levels.ts";
import { askToAlert, canAlert, canVibrate } from "../store/alert.ts";
import { notify } from "../store/notice.ts";
import {
  alerts,
  chooseAlerts,
  chooseLanguage,
  chooseName,
  chooseStrength,
  language,
  playerName,
  strength,
  words,
} from "../store/settings.ts";
import { Button } from "./button.tsx";

/*
 * The fields of the choices that the browser keeps: language, name, strength of bots.
 */

/** Changes to the other language; its text is in that language. */
export const LanguageSwitch = () => {
  const other = language.value === "it" ? "en" : "it";
  return (
    <button type="button" class="button quiet language" lang={other} onClick={() => chooseLanguage(other)}>
      {words.value.otherLanguage}
    </button>
  );
};

/** Turns vibrations and notifications of the own turn on and off. A browser without either has no switch. */
export const AlertSwitch = () => {
  const say = words.value;
  if (!canAlert()) return null;
  const turn = async () => {
    if (alerts.value) return chooseAlerts(false);
    const isAllowed = await askToAlert();
    if (!isAllowed) notify(say.alertsBlocked);
    chooseAlerts(isAllowed || canVibrate());
  };
  return (
    <Button isPressed={alerts.value} onPress={turn}>
      {say.alerts}: {alerts.value ? say.soundOn : say.soundOff}
    </Button>
  );
};

/** The longest name that the field accepts, in characters. */
const LONGEST = 24;

const NameField = () => (
  <label class="field">
    <span>{words.value.name}</span>
    <input
      name="nickname"
      autocomplete="nickname"
      maxLength={LONGEST}
      placeholder={words.value.namePlaceholder}
      value={playerName.value}
      onInput={(event) => chooseName(event.currentTarget.value)}
    />
  </label>
);

/** The field of the name and the buttons below it. Enter in the field presses the one that submits. */
export const NameForm = ({ children }: { readonly children: ComponentChildren }) => (
  <form class="naming" onSubmit={(event) => event.preventDefault()}>
    <NameField />
    {children}
  </form>
);

/** The strength of the bots that are seated next. */
export const BotStrength = () => {
  const say = words.value.bots;
  return (
    <fieldset class="strength" aria-describedby="strength-hint">
      <legend>{say.strength}</legend>
      <div class="segments">
        {STRENGTHS.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="strength"
              value={one}
              checked={strength.value === one}
              onChange={() => chooseStrength(one)}
            />
            <span>{say[one]}</span>
          </label>
        ))}
      </div>
      <p class="hint" id="strength-hint">
        {say.worth[strength.value]}
      </p>
    </fieldset>
  );
};
