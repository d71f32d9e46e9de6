import { computed, effect, signal } from "@preact/signals";
import { STRENGTHS, type Strength, USUAL_STRENGTH } from "../../shared/game/levels.ts";
import { DICTIONARIES, type Language, languageFor } from "../i18n/languages.ts";
import { type Order, orderIn, orderText } from "../model/tables.ts";
import { preferredLanguages, storage } from "./device.ts";
import { spoken } from "./notice.ts";

const LANGUAGE = "briscola.language";
const SOUND = "briscola.sound";
const PHRASES = "briscola.phrases";
const ALERTS = "briscola.alerts";
const NAME = "briscola.name";
const BOTS = "briscola.bots";
const TABLE = "briscola.table";

export const language = signal<Language>(languageFor(storage.getItem(LANGUAGE), preferredLanguages()));
export const words = computed(() => DICTIONARIES[language.value]);
export const sound = signal(storage.getItem(SOUND) !== "off");
/** Whether the player is told of the own turn by a vibration or a notification. */
export const alerts = signal(storage.getItem(ALERTS) === "on");
/** Whether the phrases of players are shown. */
export const phrasesOn = signal(storage.getItem(PHRASES) !== "off");
export const playerName = signal(storage.getItem(NAME) ?? "");
/** The strength of the bots that this page seats. */
export const strength = signal<Strength>(
  STRENGTHS.find((one) => one === storage.getItem(BOTS)) ?? USUAL_STRENGTH,
);

/** How the tables that this page makes bid, call and lead; null without a choice. */
export const order = signal<Order | null>(orderIn(storage.getItem(TABLE)));

export const chooseOrder = (chosen: Order): void => {
  order.value = chosen;
  storage.setItem(TABLE, orderText(chosen));
};
export const chooseLanguage = (chosen: Language): void => {
  language.value = chosen;
  spoken.value = "";
  storage.setItem(LANGUAGE, chosen);
};
export const chooseSound = (on: boolean): void => {
  sound.value = on;
  storage.setItem(SOUND, on ? "on" : "off");
};
export const chooseAlerts = (on: boolean): void => {
  alerts.value = on;
  storage.setItem(ALERTS, on ? "on" : "off");
};
export const choosePhrases = (on: boolean): void => {
  phrasesOn.value = on;
  storage.setItem(PHRASES, on ? "on" : "off");
};
export const chooseName = (name: string): void => {
  playerName.value = name;
  storage.setItem(NAME, name);
};
export const chooseStrength = (chosen: Strength): void => {
  strength.value = chosen;
  storage.setItem(BOTS, chosen);
};

effect(() => {
  document.documentElement.lang = language.value;
  document
    .querySelector('meta[name="description"]')
    ?.setAttribute("content", DICTIONARIES[language.value].description);
});
