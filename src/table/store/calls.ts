import { openApi, type Refused } from "../../client/api.ts";
import type { Snapshot } from "../../client/messages.ts";
import { err, ok, type Result } from "../../shared/result.ts";

export const api = openApi(location.origin);

export type Rules = Snapshot["rules"];

const asHost = async (method: string, path: string, token: string): Promise<Result<null, Refused>> => {
  try {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const response = await fetch(path, { method, headers, ...(method === "POST" ? { body: "{}" } : {}) });
    const answer = await response.json();
    return response.ok ? ok(null) : err({ ...(answer as Refused), status: response.status });
  } catch {
    return err({ status: 0, code: "routing_failed", reason: "", recovery: "retry" });
  }
};

/** Puts a bot on every free seat. */
export const fillWithBots = (gameId: string, hostToken: string) =>
  asHost("POST", `/api/games/${gameId}/bots`, hostToken);

/** Frees a seat, a bot's too; during a deal, lets a bot play for whoever has been away for a minute. */
export const freeSeat = (gameId: string, token: string, seat: number, bot: boolean) =>
  asHost("DELETE", `/api/games/${gameId}/${bot ? "bots" : "seats"}/${seat}`, token);
