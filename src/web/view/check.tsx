import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { NotedDeal } from "../../shared/verify/steps.ts";
import { type Check, type Noted, verify } from "../../shared/verify/verify.ts";
import { CHECKS } from "../i18n/checks.ts";
import { api } from "../store/calls.ts";
import type { Session } from "../store/session.ts";
import { language, words } from "../store/settings.ts";
import { Icon } from "./icon.tsx";

/** Checks the latest finished deal in the browser, and shows each step. */
export const CheckDeal = ({ place }: { readonly place: Session }) => {
  const say = words.value;
  const checks = useSignal<readonly Check[] | "failed" | null>(null);
  const noted = place.noted();
  useEffect(() => {
    void (async () => {
      const replay = await api.replay(place.gameId, place.token);
      checks.value = replay.ok ? latest(verify(replay.value, notedFor(replay.value.deals, noted))) : "failed";
    })();
  }, []);
  if (checks.value === "failed") return <p>{say.checkFailed}</p>;
  if (checks.value === null) return <p aria-busy="true">{say.checking}</p>;
  return <Checks checks={checks.value} noted={noted.get(checks.value[0]?.deal ?? 0)} />;
};

interface ChecksProps {
  readonly checks: readonly Check[];
  /** What this browser noted before the deal. */
  readonly noted?: NotedDeal | undefined;
}

/** The checks of a deal, each with a sentence. */
export const Checks = ({ checks, noted }: ChecksProps) => {
  const say = words.value;
  const { steps, allHold, fails, legend } = CHECKS[language.value];
  const holds = checks.every((check) => check.holds);
  const { commitment, nonceCommitments } = noted ?? {};
  return (
    <div class="checks">
      <p>{say.checkHint}</p>
      <p class="verdict" data-holds={holds} role="status">
        {holds ? allHold(checks.length) : fails}
      </p>
      {commitment && (
        <p class="seal">
          {say.noted}: <code>{commitment}</code>
        </p>
      )}
      {nonceCommitments && (
        <p class="seal">
          {say.notedNonces}: <code>{nonceCommitments.map((seal) => seal || "–").join(", ")}</code>
        </p>
      )}
      <ol>
        {checks.map(({ step, holds: held, detail }) => (
          <li key={step} data-holds={held}>
            <Icon name={held ? "check" : "cross"} />
            <span>
              {steps[step]}
              {!held && (
                <small>
                  {detail} ({legend})
                </small>
              )}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
};

/** The checks of the last deal, or of the replay as a whole when no deal could be read. */
const latest = (checks: readonly Check[]): readonly Check[] => {
  const last = checks.at(-1)?.deal;
  return checks.filter(({ deal }) => deal === last);
};

/** What was noted of the deals in the replay. The next deal is left out. */
const notedFor = (deals: readonly { readonly deal_number: number }[], noted: Noted): Noted =>
  new Map([...noted].filter(([deal]) => deals.some(({ deal_number }) => deal_number === deal)));
