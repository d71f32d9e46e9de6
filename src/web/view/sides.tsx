import type { Snapshot } from "../../shared/protocol/snapshot.ts";
import type { Words } from "../i18n/english.ts";
import { initialOf, isSecretlyMe, nameOf } from "../model/seats.ts";
import { words } from "../store/settings.ts";

interface Props {
  readonly snapshot: Snapshot;
  readonly caller: number;
  readonly bid: number;
}

/** The contract: the caller with the bid, and beside it the partner, who is face down until the called card is played. */
export const Sides = ({ snapshot, caller, bid }: Props) => {
  const say = words.value;
  const name = nameOf(snapshot, caller, say);
  return (
    <div class="sides">
      <p class="bid">
        <span class="aloud">{say.contractBy(name, bid)}</span>
        <b aria-hidden="true">{bid}</b>
      </p>
      <p class="side" aria-hidden="true">
        <span class="medal" data-seat={caller}>
          {initialOf(name)}
        </span>
        <span dir="auto">{name}</span>
      </p>
      <Partner snapshot={snapshot} caller={caller} />
    </div>
  );
};

/** A medal that lies face down and turns over when the partner is known. For the secret partner it turns before. */
const Partner = ({ snapshot, caller }: Omit<Props, "bid">) => {
  const say = words.value;
  const { partner_id: partner } = snapshot;
  const secret = isSecretlyMe(snapshot);
  const name = partner === null ? "" : nameOf(snapshot, partner, say);
  const label = partner === null ? say.partner : partner === caller ? say.alone : secret ? say.you : name;
  return (
    <p class="side partner" data-known={partner !== null} data-secret={secret}>
      <span class="medal coin" data-seat={partner} aria-hidden="true">
        <i>?</i>
        <i>{initialOf(name)}</i>
      </span>
      <span class="aloud">{textOf(snapshot, caller, say)}</span>
      <span dir="auto" aria-hidden="true">
        {label}
      </span>
    </p>
  );
};

const textOf = (snapshot: Snapshot, caller: number, say: Words): string => {
  const { partner_id: partner } = snapshot;
  if (partner === null) return say.partnerUnknown;
  if (isSecretlyMe(snapshot)) return partner === caller ? say.aloneInSecret : say.partnerInSecret;
  return partner === caller ? say.playsAlone : say.partnerIs(nameOf(snapshot, partner, say));
};
