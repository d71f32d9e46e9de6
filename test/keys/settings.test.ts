import { describe, expect, test } from "vitest";
import { deriveKeys } from "../../src/shared/auth/keys.ts";
import { settingsOf, type Vars } from "../../src/shared/settings.ts";

const SECRET = "a secret of forty bytes, for tests alone";
const least: Vars = {
  GAME_SECRET: SECRET,
  UPSTASH_REDIS_REST_URL: "https://example.upstash.io",
  UPSTASH_REDIS_REST_TOKEN: "redis-token-value",
};

const read = (vars: Vars) => {
  const settings = settingsOf({ ...least, ...vars });
  if (!settings.ok) throw new Error(settings.error);
  return settings.value;
};
const wrong = (vars: Record<string, string | undefined>): string => {
  const settings = settingsOf({ ...least, ...vars } as Vars);
  return settings.ok ? "accepted" : settings.error;
};

describe("settings", () => {
  test("[H15] secret and Redis are enough; the rest is as the protocol has it", () => {
    expect(read({})).toMatchObject({
      dev: false,
      rateLimits: true,
      stateTtlSeconds: 43_200,
      heartbeatMs: 5_000,
      playerTokenTtlSeconds: 86_400,
      observerTokenTtlSeconds: 7_200,
      flood: { player: 100, observer: 50, windowMs: 20_000 },
      actionLogLength: 0,
      allowedOrigins: [],
      operatorToken: null,
    });
  });

  test("[M4] an operator's token is one that a header can carry", () => {
    const token = `!${"t".repeat(30)}~`;
    expect(read({ OPERATOR_TOKEN: token }).operatorToken).toBe(token);
    expect(read({ OPERATOR_TOKEN: "" }).operatorToken).toBeNull();
  });

  test("[D3] beats may be ten seconds apart, well within the life of a heartbeat", () => {
    expect(read({ HEARTBEAT_INTERVAL_SECONDS: "10" }).heartbeatMs).toBe(10_000);
    expect(wrong({ HEARTBEAT_INTERVAL_SECONDS: "11" })).toContain("HEARTBEAT_INTERVAL_SECONDS");
  });

  test("[H15] an empty variable counts as none", () => {
    const empty = { FLOOD_PLAYER: "", GAME_STATE_TTL_SECONDS: "", GAME_SECRET_PREVIOUS: "" };
    expect(read(empty)).toEqual(read({}));
  });

  test.each([
    ["GAME_SECRET", undefined],
    ["GAME_SECRET", ""],
    ["GAME_SECRET", "s".repeat(31)],
    ["GAME_SECRET_PREVIOUS", "s".repeat(31)],
    ["OPERATOR_TOKEN", "t".repeat(31)],
    ["OPERATOR_TOKEN", `${"t".repeat(32)} t`],
    ["UPSTASH_REDIS_REST_URL", undefined],
    ["UPSTASH_REDIS_REST_URL", "not-a-url-value"],
    ["UPSTASH_REDIS_REST_URL", "redis://somewhere:6379"],
    ["UPSTASH_REDIS_REST_TOKEN", undefined],
    ["UPSTASH_REDIS_REST_TOKEN", ""],
    ["GAME_STATE_TTL_SECONDS", "-7"],
    ["GAME_STATE_TTL_SECONDS", "0"],
    ["GAME_STATE_TTL_SECONDS", "1.5"],
    ["GAME_STATE_TTL_SECONDS", "soon"],
    ["GAME_STATE_TTL_SECONDS", "999999999"],
    ["HEARTBEAT_INTERVAL_SECONDS", "0"],
    ["HEARTBEAT_INTERVAL_SECONDS", "3600"],
    ["PLAYER_TOKEN_TTL_SECONDS", "59"],
    ["PLAYER_TOKEN_TTL_SECONDS", "86401"],
    ["OBSERVER_TOKEN_TTL_SECONDS", "59"],
    ["OBSERVER_TOKEN_TTL_SECONDS", "86401"],
    ["FLOOD_PLAYER", "-1"],
    ["FLOOD_PLAYER", "NaN"],
    ["FLOOD_PLAYER", "0"],
    ["FLOOD_OBSERVER", "0"],
    ["FLOOD_OBSERVER", "Infinity"],
    ["FLOOD_WINDOW_SECONDS", "0"],
    ["FLOOD_WINDOW_SECONDS", "99999"],
    ["ACTION_LOG_LENGTH", "-1"],
    ["ACTION_LOG_LENGTH", "many"],
    ["RATE_LIMITS", "off"],
  ])("[H15] %s=%s is refused in production, by name and without its value", (name, value) => {
    const why = wrong({ [name]: value });
    expect(why).toContain(name);
    if (value && value.length > 4) expect(why).not.toContain(value);
    expect(why).not.toContain(SECRET);
  });

  test("[H15] only a local run may turn the limits off", () => {
    const off = { RATE_LIMITS: "off", FLOOD_PLAYER: "0", FLOOD_OBSERVER: "0" };
    expect(read({ ENVIRONMENT: "dev", ...off })).toMatchObject({
      dev: true,
      rateLimits: false,
      flood: { player: 0, observer: 0 },
    });
    for (const ENVIRONMENT of [undefined, "", "production", "Dev", "development", "dev "])
      for (const [name, value] of Object.entries(off))
        expect(wrong({ ENVIRONMENT, [name]: value })).toContain(name);
  });

  test("[H15] blank is no number: it turns no limit off", () => {
    for (const name of ["FLOOD_PLAYER", "FLOOD_OBSERVER", "ACTION_LOG_LENGTH"])
      expect(wrong({ ENVIRONMENT: "dev", [name]: " " }), name).toContain(name);
  });

  test.each([
    ["60", 60],
    ["86400", 86_400],
  ])("[H15] a token may live %s seconds", (text, seconds) => {
    expect(read({ PLAYER_TOKEN_TTL_SECONDS: text }).playerTokenTtlSeconds).toBe(seconds);
  });

  test("[T3] a secret needs 32 bytes, not 32 characters", () => {
    expect(wrong({ GAME_SECRET: "s".repeat(32) })).toBe("accepted");
    expect(wrong({ GAME_SECRET: "è".repeat(16) })).toBe("accepted");
    expect(wrong({ GAME_SECRET: "è".repeat(15) })).toContain("GAME_SECRET");
  });

  test("[T4] the previous secret is kept beside the current one", () => {
    const { keyring } = read({ GAME_SECRET_PREVIOUS: "another secret of more than 32 bytes" });
    expect(keyring.current).toEqual(deriveKeys(SECRET));
    expect(keyring.previous).toEqual(deriveKeys("another secret of more than 32 bytes"));
    expect(read({}).keyring.previous).toBeNull();
  });

  test("[S13] origins are separated by commas or spaces", () => {
    const both = ["https://a.example", "https://b.example"];
    for (const text of [both.join(","), both.join(" "), ` ${both.join(" ,\n ")}, `])
      expect(read({ ALLOWED_ORIGINS: text }).allowedOrigins).toEqual(both);
  });
});
