import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import { nameOf } from "../model/seats.ts";
import { type Line, type Sheet, sheetOf, standings } from "../model/sheet.ts";
import { openDialog } from "../store/dialog.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";
import { useCountdown } from "./clock.tsx";
import { Icon } from "./icon.tsx";

interface Props {
  readonly place: Session;
  readonly snapshot: Snapshot;
}

/** The result of a deal: its arithmetic, the match, and who has asked for the next deal. */
export const Score = ({ place, snapshot }: Props) => {
  const say = words.value;
  const end = snapshot.end_state;
  if (!end) return null;
  const sheet = sheetOf(snapshot, end);
  const name = (seat: number) => nameOf(snapshot, seat, say);
  const called = say.card(snapshot.partner_rank ?? 1, snapshot.trump_suit ?? "coins");
  const partner = sheet.partner === null ? null : name(sheet.partner);
  return (
    <section class="result sheet" aria-label={say.result}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <section class="page" tabIndex={0} aria-label={say.arithmetic}>
        <header data-made={sheet.made}>
          <h2>{sheet.made ? say.made : say.failed}</h2>
          <p>{say.story(name(sheet.caller), called, partner, sheet.callerPoints, sheet.bid)}</p>
          <Balance sheet={sheet} />
        </header>
        {end.match_over && <MatchOver snapshot={snapshot} />}
        <Arithmetic sheet={sheet} name={name} ready={end.ready} snapshot={snapshot} />
      </section>
      <NextDeal place={place} snapshot={snapshot} />
      <p class="more">
        <Button kind="quiet" onPress={() => openDialog("check")}>
          <Icon name="check" />
          {say.check}
        </Button>
        <Button kind="quiet" onPress={() => openDialog("deal")}>
          <Icon name="bot" />
          {say.lookBack}
        </Button>
      </p>
    </section>
  );
};

/** The 120 points as a bar, with a mark at the bid. */
const Balance = ({ sheet }: { readonly sheet: Sheet }) => (
  <div class="balance" aria-hidden="true">
    <span style={{ width: `${(sheet.callerPoints / 120) * 100}%` }}>{sheet.callerPoints}</span>
    <span>{sheet.otherPoints}</span>
    <i style={{ left: `${(sheet.bid / 120) * 100}%` }} />
  </div>
);

interface ArithmeticProps {
  readonly sheet: Sheet;
  readonly snapshot: Snapshot;
  readonly name: (seat: number) => string;
  readonly ready: readonly number[];
}

const Arithmetic = ({ sheet, snapshot, name, ready }: ArithmeticProps) => {
  const say = words.value;
  const factors = [
    sheet.times > 1 && say.times(sheet.times),
    sheet.factor > 1 && say.timesPassed(sheet.factor),
    sheet.sweep && say.sweep,
  ].filter(Boolean);
  return (
    <div class="sums">
      <table>
        <thead>
          <tr>
            <th scope="col">{say.player}</th>
            <th scope="col">{say.pointsTaken}</th>
            <th scope="col">{say.arithmetic}</th>
            <th scope="col">{say.match}</th>
          </tr>
        </thead>
        <tbody>
          {linesInOrder(sheet, snapshot).map((line) => (
            <tr key={line.seat} data-side={line.side} data-me={line.seat === snapshot.player_id}>
              <th scope="row">
                <span dir="auto">{name(line.seat)}</span>
                {ready.includes(line.seat) && (
                  <span class="ready">
                    <Icon name="check" />
                    <span class="aloud">{say.nextReady}</span>
                  </span>
                )}
                {line.side !== "other" && <small>{say[line.side === "alone" ? "caller" : line.side]}</small>}
              </th>
              <td>{line.cardPoints}</td>
              <td>
                <span class="sum">{sumOf(line, sheet)}</span>
                <b>{say.signed(line.earned)}</b>
              </td>
              <td>{say.signed(line.match)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">
        {say.basis(sheet.partner === null, sheet.made)} {factors.join(" ")} {say.zeroSum}
      </p>
    </div>
  );
};

/** The lines by seat; after the match, the winner's first. */
const linesInOrder = ({ lines }: Sheet, snapshot: Snapshot): readonly Line[] =>
  snapshot.end_state?.match_over
    ? standings(snapshot).flatMap(({ seat }) => lines.filter((line) => line.seat === seat))
    : lines;

/** Such as "+2 × 3 × 2 =", or "" without factors. */
const sumOf = ({ base }: Line, { times, factor, sweep }: Sheet): string => {
  const factors = [times > 1 && `× ${times}`, factor > 1 && `× ${factor}`, sweep && "× 2"].filter(Boolean);
  return factors.length > 0 ? `${words.value.signed(base)} ${factors.join(" ")} = ` : "";
};

const MatchOver = ({ snapshot }: { readonly snapshot: Snapshot }) => {
  const say = words.value;
  const winner = snapshot.end_state?.ranking?.[0] ?? 0;
  return (
    <section class="matchover">
      <h2>{say.matchOver}</h2>
      <p>
        <Icon name="crown" />
        {winner === snapshot.player_id ? say.youWin : say.wins(nameOf(snapshot, winner, say))}
      </p>
    </section>
  );
};

const NextDeal = ({ place, snapshot }: Props) => {
  const say = words.value;
  const ready = snapshot.end_state?.ready ?? [];
  const seconds = useCountdown(place.readyDeadline.value);
  const waiting = snapshot.players
    .filter(({ player_id }) => !ready.includes(player_id))
    .map(({ name }) => name);
  return (
    <div class="next">
      {place.ask.value.name === "next" && (
        <Button kind="main" onPress={() => place.act({ message_type: "next-deal" })}>
          {snapshot.end_state?.match_over ? say.newMatch : say.nextDeal}
        </Button>
      )}
      <p role="status">{waiting.length > 0 && say.nextWaiting(waiting)}</p>
      {seconds !== null && waiting.length > 0 && <p class="hint">{say.nextAtTheLatest(seconds)}</p>}
    </div>
  );
};
