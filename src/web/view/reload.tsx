import { words } from "../store/settings.ts";
import { Button } from "./button.tsx";

/** Why the page has to be loaded again, and the button for it. */
export const Reload = ({ why }: { readonly why: string }) => (
  <div class="reload" role="alert">
    <p>{why}</p>
    <Button kind="main" onPress={() => location.reload()}>
      {words.value.reload}
    </Button>
  </div>
);
