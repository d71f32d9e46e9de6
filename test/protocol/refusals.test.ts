import { describe, expect, test } from "vitest";
import { closeCodeOf } from "../../src/shared/protocol/close.ts";
import { CODES, RECOVERIES, type Rejection, refusalOf } from "../../src/shared/rejection.ts";
import { ELEVEN_CODES, expectPlain } from "../support/http.ts";

type Sample = { readonly [K in Rejection["kind"]]: Extract<Rejection, { readonly kind: K }> };

const SAMPLES = {} as Sample;

describe("refusals", () => {
  test("[P20] there are eleven codes and three recoveries", () => {
    expect([...CODES].sort()).toEqual([...ELEVEN_CODES].sort());
    expect([...RECOVERIES].sort()).toEqual(["noop", "retry", "sync"]);
  });

  test.each(Object.values(SAMPLES))("[P20] $kind has a code, a plain reason and a recovery", (rejection) => {
    const refusal = refusalOf(rejection as Rejection);
    expect(Object.keys(refusal).sort()).toEqual(["code", "reason", "recovery"]);
    expect(ELEVEN_CODES).toContain(refusal.code);
    expect(RECOVERIES).toContain(refusal.recovery);
    expectPlain(refusal.reason);
  });
});
