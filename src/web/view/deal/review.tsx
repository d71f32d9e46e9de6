import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Advice } from "../../../bot/advice/advice.ts";
import { SEATS, type Seat } from "../../../shared/game/seats.ts";
import type { Steps } from "../../../shared/verify/moments.ts";
import { ADVICE, choiceName, percent } from "../../i18n/advice.ts";
import { DEAL } from "../../i18n/deal.ts";
import { type BidVerdict, questionsOf, type Review, reviewOf, type Verdict } from "../../model/review.ts";
import { openAdvisor } from "../../store/advisor.ts";
import { language, words } from "../../store/settings.ts";
import { Curve } from "./curve.tsx";

interface Props {
  readonly steps: Steps;
  /** Whether the contract was made. */
  readonly made: boolean;
  /** The seat that is reviewed at first. */
  readonly seat: Seat;
  readonly at: Signal<number>;
  readonly name: (seat: number) => string;
}

/** What has been found out about the choices of a seat so far. */
type Progress = Review | { readonly done: number; readonly of: number } | "failed";

/** The choices of one seat with their odds, what cost most, and the odds of the contract over the tricks [B15]. */
export const ReviewOf = ({ steps, made, seat, at, name }: Props) => {
  const chosen = useSignal<Seat>(seat);
  const progress = useSignal<Progress>({ done: 0, of: 0 });
  const told = DEAL[language.value];
  useEffect(() => {
    const advisor = openAdvisor();
    const questions = questionsOf(steps, chosen.value);
    let isCurrent = true;
    const look = async () => {
      const advice: (Advice | null)[] = [];
      for (const { view, step } of questions) {
        progress.value = { done: advice.length + 1, of: questions.length };
        advice.push(await advisor.ask(view, step, "thorough"));
        if (!isCurrent) return;
      }
      progress.value = reviewOf(questions, advice, made);
    };
    look().catch((error: unknown) => {
      console.error(error);
      if (isCurrent) progress.value = "failed";
    });
    return () => {
      isCurrent = false;
      advisor.close();
    };
  }, [chosen.value]);
  const now = progress.value;
  return (
    <section class="review" aria-label={told.review}>
      <h2>{told.review}</h2>
      <label class="field">
        <span>{told.reviewOf}</span>
        <select
          value={chosen.value}
          onChange={(event) => {
            chosen.value = SEATS[Number(event.currentTarget.value)] ?? 0;
          }}
        >
          {SEATS.map((one) => (
            <option key={one} value={one}>
              {name(one)}
            </option>
          ))}
        </select>
      </label>
      <p class="hint">{told.reviewHint}</p>
      {now === "failed" ? (
        <p role="alert">{told.reviewFailed}</p>
      ) : "done" in now ? (
        <p role="status" aria-busy="true">
          {told.thinking(now.done, now.of)}
        </p>
      ) : (
        <Findings review={now} at={at} name={name} />
      )}
    </section>
  );
};

interface FindingsProps extends Pick<Props, "at" | "name"> {
  readonly review: Review;
}

const Findings = ({ review, at, name }: FindingsProps) => {
  const told = DEAL[language.value];
  const say = words.value;
  const nameOfVerdict = ({ made, tricks }: Verdict) =>
    made.kind === "card" ? told.trick(tricks + 1) : made.kind === "rank" ? told.rankCall : told.suitCall;
  const show = (step: number) => {
    at.value = step;
    document.querySelector(".stepper")?.scrollIntoView({ block: "start" });
  };
  const reason = ({ best }: Verdict) =>
    best.kind === "card" ? ADVICE[language.value].reason(best.reason, name) : "";
  return (
    <>
      <Curve points={review.curve} />
      <ul class="bids">
        {review.bids.map((bid) => (
          <li key={bid.step}>{textOfBid(bid)}</li>
        ))}
      </ul>
      {review.worst.length === 0 && <p class="verdict">{told.fine}</p>}
      <ol class="worst">
        {review.worst.map((verdict) => (
          <li key={verdict.step}>
            <b>{nameOfVerdict(verdict)}</b>
            <p>
              {told.cost(
                choiceName(verdict.made, say),
                percent(verdict.made.odds),
                choiceName(verdict.best, say),
                percent(verdict.best.odds),
              )}{" "}
              {reason(verdict)}
            </p>
            <button type="button" class="button plain" onClick={() => show(verdict.step)}>
              {told.show}
            </button>
          </li>
        ))}
      </ol>
      <details>
        <summary>{told.all}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col" />
              <th scope="col">{told.choice}</th>
              <th scope="col">{told.played}</th>
              <th scope="col">{told.best}</th>
            </tr>
          </thead>
          <tbody>
            {review.verdicts.map((verdict) => (
              <tr key={verdict.step} data-cost={verdict.cost >= 0.05}>
                <th scope="row">{nameOfVerdict(verdict)}</th>
                <td>{choiceName(verdict.made, say)}</td>
                <td>{percent(verdict.made.odds)}</td>
                <td>
                  {percent(verdict.best.odds)}
                  {verdict.cost >= 0.05 && <small> {choiceName(verdict.best, say)}</small>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
};

const textOfBid = ({ bid, limit, odds, kind }: BidVerdict): string => {
  const told = DEAL[language.value];
  if (bid === null) return kind === "fits" ? told.passFits : told.passTooTimid(limit, percent(odds));
  return kind === "fits" ? told.bidFits(bid, percent(odds)) : told.bidTooHigh(bid, limit, percent(odds));
};
