import { HOW_TO_PLAY } from "../i18n/how-to-play.ts";
import { language } from "../store/settings.ts";
import { Card } from "./card.tsx";

/** The cards of one suit, strongest first. */
const STRENGTH = [0, 2, 9, 8, 7, 6, 5, 4, 3, 1];

export const HowToPlay = () => (
  <div class="howto">
    {HOW_TO_PLAY[language.value].map(({ title, paragraphs }, at) => (
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
