import { computed } from "@preact/signals";
import { render } from "preact";
import "./style/base.css";
import "./style/start.css";
import "./style/card.css";
import "./style/measures.css";
import "./style/board.css";
import "./style/seat.css";
import "./style/trick.css";
import "./style/stake.css";
import "./style/dock.css";
import "./style/panel.css";
import "./style/rank-ladder.css";
import "./style/tables.css";
import "./style/hand.css";
import "./style/news.css";
import "./style/result.css";
import "./style/dialog.css";
import { startAttention } from "./store/attention.ts";
import { start } from "./store/current.ts";
import { installServiceWorker } from "./store/device.ts";
import { closeDialog, dialog, openDialog } from "./store/dialog.ts";
import { isPlaying } from "./store/playing.ts";
import { holdBack } from "./store/route.ts";
import { App } from "./view/app.tsx";

start();
startAttention();
holdBack({
  isHeld: computed(() => dialog.value !== null || isPlaying.value),
  onBack: () => (dialog.value === null ? openDialog("leave") : closeDialog()),
});
// A held key presses a button once.
addEventListener(
  "keydown",
  (event) => {
    const isPress = ["Enter", " "].includes(event.key) && (event.target as Element).closest("button");
    if (event.repeat && isPress) event.preventDefault();
  },
  { capture: true },
);
const root = document.getElementById("page");
if (root) render(<App />, root);
installServiceWorker("/sw.js");
