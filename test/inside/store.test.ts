import { runInDurableObject } from "cloudflare:test";
import { test } from "vitest";
import { STORE_CASES } from "../support/store-suite.ts";
import { stubOf } from "./table.ts";

class Undone extends Error {}

test.each(STORE_CASES)("$title", ({ title, run }) =>
  runInDurableObject(stubOf({ gameId: title }), (_, { storage }) =>
    run({
      sql: storage.sql,
      undo: (write) => {
        try {
          storage.transactionSync(() => {
            write();
            throw new Undone();
          });
        } catch (error) {
          if (!(error instanceof Undone)) throw error;
        }
      },
    }),
  ),
);
