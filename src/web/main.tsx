import { render } from "preact";
import "./style/base.css";
import "./style/start.css";
import "./style/board.css";
import "./style/seat.css";
import "./style/card.css";
import "./style/hand.css";
import "./style/panel.css";
import "./style/news.css";
import "./style/dialog.css";
import "./style/landscape.css";
import { start } from "./store/current.ts";
import { installServiceWorker } from "./store/device.ts";
import { App } from "./view/app.tsx";

start();
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
