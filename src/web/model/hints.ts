import type { Snapshot } from "../../shared/protocol/snapshot.ts";

/** Whether the page may advise this viewer: all others are bots, or the table allows hints [W31]. */
export const mayAdvise = ({ rules, players, player_id, waiting }: Snapshot): boolean =>
  player_id !== undefined &&
  !waiting &&
  (rules.hints || players.every((player) => player.bot || player.player_id === player_id));
