import { test } from "vitest";
import { STORE_CASES } from "../support/store-suite.ts";
import { Disk } from "./disk.ts";

test.each(STORE_CASES)("$title", ({ run }) => {
  const disk = new Disk();
  run({
    sql: disk,
    undo: (write) => {
      disk.save();
      write();
      disk.undo();
    },
  });
});
