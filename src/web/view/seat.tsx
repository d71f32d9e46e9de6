import type { Placed, Snapshot } from "../../shared/protocol/snapshot.ts";
import type { Words } from "../i18n/english.ts";
import { dealerOf, lastCalls, rankBid } from "../model/auction.ts";
import { initialOf, nameOf, spotOf } from "../model/seats.ts";
import type { Session } from "../store/session.ts";
import { words } from "../store/settings.ts";
import { Clock, secondsLeft } from "./clock.tsx";
import { Icon } from "./icon.tsx";

interface Props {
  readonly place: Session;
  readonly snapshot: Snapshot;
  readonly seat: number;
}

/** One seat: its player, cards, points, roles and state. The last bid lies on the table before it. */
export const Seat = ({ place, snapshot, seat }: Props) => {
  const say = words.value;
  const player = snapshot.players.find(({ player_id }) => player_id === seat);
  const left = snapshot.cards_left.find(({ player_id }) => player_id === seat)?.count ?? 0;
  const points = snapshot.scores.find(({ player_id }) => player_id === seat)?.points ?? 0;
  const onTurn = snapshot.current_player_id === seat;
  const isMe = seat === snapshot.player_id;
  const spot = spotOf(seat, snapshot.player_id);
  const call = snapshot.phase === "bid" ? (lastCalls(snapshot)[seat] ?? null) : null;
  const roles = rolesOf(snapshot, seat);
  const deals = dealerOf(snapshot) === seat;
  const away = player !== undefined && !player.connected && !player.bot;
  const phrase = place.phrases.value[seat];
  const name = nameOf(snapshot, seat, say);
  const parts = [
    isMe && say.you,
    deals && say.dealer,
    ...roles.map((role) => say[role]),
    player?.bot && say.bot,
    away && say.away,
    onTurn && say.onTurn,
    say.cards(left),
    say.points(points),
    call !== null && callText(call, say),
    onTurn && secondsLeft(place) !== null && say.secondsLeft(secondsLeft(place) ?? 0),
  ].filter((part) => typeof part === "string");
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields */}
      <div
        class="seat"
        role="group"
        aria-label={say.seatLabel(name, parts)}
        data-spot={spot}
        data-seat={seat}
        data-turn={onTurn}
        data-away={away}
        data-me={isMe}
        data-passed={call?.bid === -1}
        data-unmasked={place.unmasked.value.includes(seat)}
      >
        <span class="avatar" aria-hidden="true">
          {player?.bot ? <Icon name="bot" /> : away ? <Icon name="away" /> : initialOf(name)}
          {deals && <span class="deals">{say.dealerSign}</span>}
          {left > 0 && <span class="stack">{left}</span>}
          {onTurn && <Clock place={place} />}
        </span>
        <span class="who" aria-hidden="true">
          <b dir="auto">{name}</b>
          <span class="facts">
            {(points > 0 || snapshot.trick_history.length > 0) && <span class="points">{points}</span>}
            {away && <i class="gone">{say.away}</i>}
            {roles.map((role) => (
              <i key={role} class={role}>
                {say[role]}
              </i>
            ))}
          </span>
        </span>
        {phrase !== undefined && (
          <span class="bubble" aria-hidden="true">
            {say.phrases[phrase]}
          </span>
        )}
      </div>
      {call !== null && (
        <span class="chip" data-spot={spot} data-pass={call.bid === -1} aria-hidden="true">
          {rankBid(call) === null && call.bid !== -1 ? call.bid : callText(call, say)}
        </span>
      )}
    </>
  );
};

/** A call in words: a pass, a rank or points. */
const callText = (call: Placed, say: Words): string => {
  const rank = rankBid(call);
  if (call.bid === -1) return say.passes;
  return rank === null ? say.bidNow(call.bid) : say.rank(rank);
};

const rolesOf = (snapshot: Snapshot, seat: number): readonly ("caller" | "partner" | "leads")[] => {
  const { caller_id, partner_id, current_leader_id, trick, phase } = snapshot;
  const leads = current_leader_id === seat && phase !== "bid" && phase !== "end" && trick.length < 5;
  return [
    ...(caller_id === seat ? (["caller"] as const) : []),
    ...(partner_id === seat && caller_id !== seat ? (["partner"] as const) : []),
    ...(leads ? (["leads"] as const) : []),
  ];
};
