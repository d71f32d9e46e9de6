import { rulesTold } from "../model/rules-told.ts";
import type { Rules } from "../store/calls.ts";
import { words } from "../store/settings.ts";

/** The rules of the table at a glance [W32]. */
export const RuleChips = ({ rules }: { readonly rules: Rules }) => {
  const say = words.value;
  return (
    <ul class="chips" aria-label={say.tableRules}>
      {rulesTold(rules, say).map((told) => (
        <li key={told}>{told}</li>
      ))}
    </ul>
  );
};
