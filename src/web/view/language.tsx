import { chooseLanguage, language, words } from "../store/settings.ts";

/** Changes to the other language; says so in that language. */
export const LanguageSwitch = () => {
  const other = language.value === "it" ? "en" : "it";
  return (
    <button type="button" class="button quiet language" lang={other} onClick={() => chooseLanguage(other)}>
      {words.value.otherLanguage}
    </button>
  );
};
