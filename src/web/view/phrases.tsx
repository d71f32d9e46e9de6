import { PHRASES } from "../../shared/game/rules.ts";
import { closeDialog } from "../store/dialog.ts";
import type { Session } from "../store/session.ts";
import { choosePhrases, phrasesOn, words } from "../store/settings.ts";
import { Button } from "./button.tsx";

/** The phrases that a player may say, and the switch that mutes those of all others for this player [W29]. */
export const Phrases = ({ place }: { readonly place: Session }) => {
  const say = words.value;
  return (
    <div class="phrases">
      {PHRASES.map((phrase) => (
        <Button
          key={phrase}
          onPress={() => {
            closeDialog();
            return place.say(phrase);
          }}
        >
          {say.phrases[phrase]}
        </Button>
      ))}
      <Button kind="quiet" isPressed={phrasesOn.value} onPress={() => choosePhrases(!phrasesOn.value)}>
        {say.showPhrases}: {phrasesOn.value ? say.soundOn : say.soundOff}
      </Button>
    </div>
  );
};
