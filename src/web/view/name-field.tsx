import { chooseName, playerName, words } from "../store/settings.ts";

/** The longest name that a table takes, in characters. */
const LONGEST = 24;

export const NameField = () => (
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
