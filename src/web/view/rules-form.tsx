import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { fitting } from "../model/tables.ts";
import type { Rules } from "../store/calls.ts";
import { chooseOrder, words } from "../store/settings.ts";
import { TablePicker } from "./table-picker.tsx";

const CLOCKS = [15, 30, 60, 120] as const;
const DEALS = [1, 3, 5, 10, 15, 20, 40] as const;
const WEAK = [0, 3, 4, 5, 6, 8, 10] as const;
const GOALS = [5, 10, 15, 20, 30, 50] as const;
const LOWEST = [61, 65, 70, 75, 80] as const;

interface Props {
  /** The rules that the player has chosen. */
  readonly chosen: Signal<Partial<Rules>>;
  /** The rules without a choice. */
  readonly usual: Rules;
}

/** The form for the rules of a new game, closed at first. */
export const RulesForm = ({ chosen, usual }: Props) => {
  const say = words.value;
  const now = { ...usual, ...chosen.value };
  const set = (part: Partial<Rules>) => {
    const { auction, rank_call, suit_call, first_lead, minimum_bid } = fitting(now, part);
    const order = { auction, rank_call, suit_call, first_lead };
    chosen.value = { ...chosen.value, ...part, ...order, minimum_bid };
    chooseOrder(order);
  };
  return (
    <>
      <TablePicker rules={now} choose={set} />
      <details class="rules">
        <summary>
          {say.tableRules} <small>{say.tableRulesHint}</small>
        </summary>
        <Choice
          label={say.deals}
          hint={say.dealsHint}
          value={now.deals}
          options={DEALS.map((deals) => [deals, `${deals}`])}
          choose={(deals) => set({ deals: Number(deals) })}
        />
        <Choice
          label={say.clock}
          hint={say.clockHint}
          value={now.turn_seconds ?? 0}
          options={[[0, say.clockNone], ...CLOCKS.map((s) => [s, say.clockSeconds(s)] as const)]}
          choose={(seconds) => set({ turn_seconds: Number(seconds) || null })}
        />
        <Choice
          label={say.auctionBy}
          hint={say.auctionByHint}
          value={now.auction}
          options={[
            ["points", say.auctionPoints],
            ["ranks", say.auctionRanks],
          ]}
          choose={(chosen) => set({ auction: chosen as Rules["auction"] })}
        />
        {now.auction === "points" && (
          <Choice
            label={say.rankCall}
            hint={say.rankCallHint}
            value={now.rank_call}
            options={[
              ["before-play", say.suitCallBefore],
              ["after-first-trick", say.suitCallAfter],
            ]}
            choose={(chosen) => set({ rank_call: chosen as Rules["rank_call"] })}
          />
        )}
        <Choice
          label={say.suitCall}
          hint={say.suitCallHint}
          value={now.suit_call}
          options={[
            ["after-first-trick", say.suitCallAfter],
            ["before-play", say.suitCallBefore],
          ]}
          choose={(chosen) => set({ suit_call: chosen as Rules["suit_call"] })}
        />
        <Choice
          label={say.firstLead}
          hint={say.firstLeadHint}
          value={now.first_lead}
          options={[
            ["caller", say.firstLeadCaller],
            ["eldest", say.firstLeadEldest],
          ]}
          choose={(chosen) => set({ first_lead: chosen as Rules["first_lead"] })}
        />
        {now.auction === "points" && (
          <Choice
            label={say.minimumBid}
            hint={say.minimumBidHint}
            value={now.minimum_bid}
            options={LOWEST.map((bid) => [bid, `${bid}`])}
            choose={(bid) => set({ minimum_bid: Number(bid) })}
          />
        )}
        <Choice
          label={say.weakHand}
          hint={say.weakHandHint}
          value={now.weak_hand_below}
          options={WEAK.map((points) => [points, say.points(points)])}
          choose={(points) => set({ weak_hand_below: Number(points) })}
        />
        <Choice
          label={say.multiplier}
          hint={say.multiplierHint}
          value={now.multiplier}
          options={[
            ["none", say.multiplierNone],
            ["ladder", say.multiplierLadder],
          ]}
          choose={(chosen) => set({ multiplier: chosen as Rules["multiplier"] })}
        />
        <Choice
          label={say.thrownIn}
          hint={say.thrownInHint}
          value={now.thrown_in}
          options={[
            ["same", say.thrownInSame],
            ["double", say.thrownInDouble],
          ]}
          choose={(chosen) => set({ thrown_in: chosen as Rules["thrown_in"] })}
        />
        <Choice
          label={say.matchPoints}
          hint={say.matchPointsHint}
          value={now.match_points ?? 0}
          options={[[0, say.matchPointsNone], ...GOALS.map((goal) => [goal, `${goal}`] as const)]}
          choose={(goal) => set({ match_points: Number(goal) || null })}
        />
      </details>
    </>
  );
};

interface ChoiceProps {
  readonly label: string;
  readonly hint: ComponentChildren;
  readonly value: string | number;
  readonly options: readonly (readonly [string | number, string])[];
  readonly choose: (value: string) => void;
}

const Choice = ({ label, hint, value, options, choose }: ChoiceProps) => (
  <label class="field choice">
    <span>{label}</span>
    <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
    <small>{hint}</small>
  </label>
);
