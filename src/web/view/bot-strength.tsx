import { STRENGTHS } from "../../shared/game/levels.ts";
import { chooseStrength, strength, words } from "../store/settings.ts";

/** How well the bots play that are about to be seated. */
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
