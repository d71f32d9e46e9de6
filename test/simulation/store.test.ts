import { test } from "vitest";
import { Disk } from "../../dev/simulator/disk.ts";
import { STORE_CASES } from "../support/store-suite.ts";

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
