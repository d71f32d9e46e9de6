import { useMemo } from "preact/hooks";
import { dealIn } from "../../../shared/verify/deal-link.ts";
import { verify } from "../../../shared/verify/verify.ts";
import { DEAL } from "../../i18n/deal.ts";
import { language } from "../../store/settings.ts";
import { Checks } from "../check.tsx";
import { LanguageSwitch } from "../preferences.tsx";
import { ToStart } from "../to-start.tsx";
import { DealRoom } from "./deal-room.tsx";

/** The screen of `/r#…`: a deal from its link alone, checked when it is opened [W30]. */
export const LinkedDeal = ({ code }: { readonly code: string }) => {
  const told = DEAL[language.value];
  const opened = useMemo(() => dealIn(code), [code]);
  const checks = useMemo(() => (opened.ok ? verify(opened.value.replay) : []), [opened]);
  return (
    <main class="sheet linked">
      <header class="row">
        <h1 class="brand">{told.title}</h1>
        <LanguageSwitch />
      </header>
      {opened.ok ? (
        <>
          <DealRoom given={opened.value.replay} at={0} seat={opened.value.seat} names={opened.value.names} />
          <details>
            <summary>{told.proof}</summary>
            <Checks checks={checks} />
          </details>
        </>
      ) : (
        <p role="alert">{opened.error === "newer" ? told.newer : told.broken}</p>
      )}
      <ToStart />
    </main>
  );
};
