import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Icon, type IconName } from "./icon.tsx";

const ICONS = { key: "key", bot: "bot", newcomer: "seat", restored: "history" } satisfies Record<
  string,
  IconName
>;

/** Changes of seat holders and moves that may be lost, visible until the next deal or until closed [W23]. */
export const News = ({ place }: { readonly place: Session }) => {
  const items = place.news.items.value;
  if (items.length === 0) return null;
  return (
    <ul class="news" aria-label={words.value.news}>
      {items.map(({ id, kind, text }) => (
        <li key={id} data-kind={kind}>
          <Icon name={ICONS[kind]} />
          <span>{text}</span>
          <button
            type="button"
            class="button quiet round"
            aria-label={words.value.close}
            onClick={() => place.news.dismiss(id)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
};
