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
import { App } from "./view/app.tsx";

start();
const root = document.getElementById("page");
if (root) render(<App />, root);
if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/sw.js");
