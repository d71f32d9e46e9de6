import { notice, spoken } from "../store/notice.ts";

/**
 * The notice and the live region. A modal dialog makes all that is outside it inert, so the one that is open has them
 * inside.
 */
export const Notices = () => (
  <>
    <div class="notice" role="status" data-on={notice.value.on}>
      {notice.value.text}
    </div>
    <div class="aloud" aria-live="polite">
      {spoken.value}
    </div>
  </>
);
