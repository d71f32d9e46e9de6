import { go } from "../store/route.ts";
import { words } from "../store/settings.ts";

/** A link to the start page. */
export const ToStart = () => (
  <p>
    <a
      href="/"
      onClick={(event) => {
        event.preventDefault();
        go({ name: "start" });
      }}
    >
      {words.value.back}
    </a>
  </p>
);
