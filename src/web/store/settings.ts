import { computed, effect, signal } from "@preact/signals";
import { STRENGTHS, type Strength, USUAL_STRENGTH } from "../../shared/game/levels.ts";
import { DICTIONARIES, type Language, languageFor } from "../i18n/languages.ts";
import { spoken } from "./notice.ts";

const LANGUAGE = "briscola.language";
const SOUND = "briscola.sound";
const NAME = "briscola.name";
const BOTS = "briscola.bots";

const kept = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
const keepAs = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without storage the choice is lost when the page is closed.
  }
};

export const language = signal<Language>(languageFor(kept(LANGUAGE), navigator.languages));
export const words = computed(() => DICTIONARIES[language.value]);
export const sound = signal(kept(SOUND) === "on");
export const playerName = signal(kept(NAME) ?? "");
/** The strength of the bots that this page seats. */
export const strength = signal<Strength>(STRENGTHS.find((one) => one === kept(BOTS)) ?? USUAL_STRENGTH);

export const chooseLanguage = (chosen: Language): void => {
  language.value = chosen;
  spoken.value = "";
  keepAs(LANGUAGE, chosen);
};
export const chooseSound = (on: boolean): void => {
  sound.value = on;
  keepAs(SOUND, on ? "on" : "off");
};
export const chooseName = (name: string): void => {
  playerName.value = name;
  keepAs(NAME, name);
};
export const chooseStrength = (chosen: Strength): void => {
  strength.value = chosen;
  keepAs(BOTS, chosen);
};

effect(() => {
  document.documentElement.lang = language.value;
  document
    .querySelector('meta[name="description"]')
    ?.setAttribute("content", DICTIONARIES[language.value].description);
});
