import { TABLES, tableOf } from "../../shared/game/tables.ts";
import { howToPlay } from "../i18n/how-to-play.ts";
import { current } from "../store/current.ts";
import { language, order } from "../store/settings.ts";
import { Card } from "./card.tsx";

/** The cards of one suit, strongest first. */
const STRENGTH = [0, 2, 9, 8, 7, 6, 5, 4, 3, 1];

/** The rules of the game at this table; on the start page, at the table that would be made. */
export const HowToPlay = () => {
  const rules = current.value?.snapshot.value?.rules ?? order.value ?? TABLES.buio;
  return (
    <div class="howto">
      {howToPlay(language.value, tableOf(rules)).map(({ title, paragraphs }, at) => (
        <section key={title}>
          <h3>{title}</h3>
          {at === 0 && (
            <div class="strip">
              {STRENGTH.map((card) => (
                <Card key={card} card={card} named />
              ))}
            </div>
          )}
          {paragraphs.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </section>
      ))}
    </div>
  );
};
