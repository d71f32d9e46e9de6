import { useSignal } from "@preact/signals";
import { typedBid } from "../model/auction.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";
import { useHeld } from "./held.ts";

interface Props {
  readonly min: number;
  readonly max: number;
  /** The highest bid so far in words. */
  readonly state: string;
  /** Called with the points, or -1 for a pass. */
  readonly onBid: (bid: number) => unknown;
}

/**
 * The choice of a bid, the lowest one at first: steps of 1, 5 and 10, repeated while they are held, or digits and arrow
 * keys. The button shows what it bids.
 */
export const Auction = ({ min, max, state, onBid }: Props) => {
  const say = words.value;
  const chosen = useSignal(min);
  const typed = useSignal("");
  const set = (points: number) => {
    typed.value = "";
    chosen.value = Math.max(min, Math.min(max, points));
  };
  const key = (event: KeyboardEvent) => {
    const step = STEP_OF[event.key];
    if (event.key === "Enter") return void onBid(chosen.value);
    if (step !== undefined) set(chosen.value + step);
    else if (event.key === "Home") set(min);
    else if (event.key === "End") set(max);
    else if (/^\d$/.test(event.key)) {
      typed.value = `${typed.value}${event.key}`.slice(-3);
      const points = typedBid(typed.value, min, max);
      if (points !== null) chosen.value = points;
      if (points !== null || typed.value.length === 3) typed.value = "";
    } else return;
    event.preventDefault();
  };
  return (
    <section class="panel ladder" aria-label={say.auction}>
      <p class="hint">{state}</p>
      <div class="steps">
        <Step by={-1} label={say.less} onStep={() => set(chosen.value - 1)} isOff={chosen.value === min} />
        <div
          class="amount"
          role="spinbutton"
          tabIndex={0}
          aria-label={say.yourBid}
          aria-valuenow={chosen.value}
          aria-valuemin={min}
          aria-valuemax={max}
          onKeyDown={key}
        >
          {typed.value === "" ? chosen.value : `${typed.value}…`}
        </div>
        <Step by={1} label={say.more(1)} onStep={() => set(chosen.value + 1)} isOff={chosen.value === max} />
        {[5, 10].map((by) => (
          <Step
            key={by}
            by={by}
            label={say.more(by)}
            onStep={() => set(chosen.value + by)}
            isOff={chosen.value === max}
          />
        ))}
      </div>
      <div class="pair">
        <Button onPress={() => onBid(-1)}>{say.pass}</Button>
        <Button kind="main" onPress={() => onBid(chosen.value)}>
          {say.bidNow(chosen.value)}
        </Button>
      </div>
    </section>
  );
};

const STEP_OF: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: 10,
  PageDown: -10,
};

interface StepProps {
  readonly by: number;
  readonly label: string;
  readonly isOff: boolean;
  readonly onStep: () => void;
}

const Step = ({ by, label, isOff, onStep }: StepProps) => {
  const held = useHeld(onStep);
  return (
    <button type="button" class="button" aria-label={label} aria-disabled={isOff} {...held}>
      {words.value.signed(by)}
    </button>
  );
};
