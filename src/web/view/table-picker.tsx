import { useSignal } from "@preact/signals";
import { TABLE_NAMES, TABLES, type TableName, tableOf } from "../../shared/game/tables.ts";
import type { Rules } from "../store/calls.ts";
import { words } from "../store/settings.ts";

interface Props {
  readonly rules: Rules;
  readonly choose: (rules: Partial<Rules>) => void;
}

/** The choice among tables that people know by name, and one's own. Each is told in two sentences. */
export const TablePicker = ({ rules, choose }: Props) => {
  const say = words.value;
  const isOwn = useSignal(tableOf(rules) === null);
  const now: TableName | "own" = isOwn.value ? "own" : (tableOf(rules) ?? "own");
  const pick = (name: TableName | "own") => {
    isOwn.value = name === "own";
    if (name !== "own") choose(TABLES[name]);
  };
  return (
    <fieldset class="tables">
      <legend>{say.tables.title}</legend>
      {[...TABLE_NAMES, "own" as const].map((name) => (
        <label key={name}>
          <input type="radio" name="table" value={name} checked={now === name} onChange={() => pick(name)} />
          <span>
            <b>{say.tables[name].name}</b> <small>{say.tables[name].text}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
};
