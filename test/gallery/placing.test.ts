import { describe, expect, test } from "vitest";
import { Disk } from "../../dev/simulator/disk.ts";
import { GALLERY_SIZE, openRegistry } from "../../src/actor/gallery/registry.ts";
import { MAX_CALLS, routesTo } from "../../src/actor/gallery/routes.ts";
import { galleryNamed, galleryNameOf } from "../../src/shared/gallery-key.ts";

const game = { gameId: "K7M2QX", created: 1_800_000_000_000 };
const keys = (count: number, near: (number: number) => string = () => "weur") =>
  Array.from({ length: count }, (_, number) => ({ ...game, near: near(number), number }));

const open = (disk = new Disk()) => {
  const clock = { now: 1_800_000_000_000 };
  return { clock, disk, registry: openRegistry(disk, () => clock.now) };
};
type Open = ReturnType<typeof open>;
/** Sends `count` watchers somewhere; where to, each place once. */
const place = ({ registry }: Open, count: number, near = "weur") =>
  new Set(Array.from({ length: count }, () => registry.place({ ...game, near })?.number));

describe("[O2] a gallery has a thousand places", () => {
  test("[O2] the next is opened when those on their way would fill one", () => {
    const one = open();
    expect([...place(one, GALLERY_SIZE)]).toEqual([0]);
    expect([...place(one, 1)]).toEqual([1]);
    expect(GALLERY_SIZE).toBe(1_000);
  });

  test("[O2] who is counted is on the way no more after five seconds", () => {
    const one = open();
    place(one, 900);
    one.registry.count({ ...game, near: "weur", number: 0 }, 900);
    // Counted and on the way: more than a thousand for all that is known.
    expect([...place(one, 1)]).toEqual([1]);
    one.clock.now += 5_001;
    expect([...place(one, 100)]).toEqual([0]);
    expect([...place(one, 1)]).toEqual([1]);
  });

  test("[O2] one that was left has room again, and a number that is free is used again", () => {
    const one = open();
    const [first, second] = keys(2);
    one.registry.count(first as never, GALLERY_SIZE);
    one.registry.count(second as never, GALLERY_SIZE);
    expect([...place(one, 1)]).toEqual([2]);
    one.registry.count(first as never, GALLERY_SIZE - 1);
    expect([...place(one, 1)]).toEqual([0]);
    one.registry.count(second as never, 0);
    expect(one.registry.open().map(({ number }) => number)).toEqual([0]);
    expect(one.registry.watchers()).toBe(GALLERY_SIZE - 1);
  });

  test("[O2] there are nine hundred at most, and then none is offered", () => {
    const one = open();
    for (const key of keys(900)) one.registry.count(key, GALLERY_SIZE);
    expect(one.registry.place({ ...game, near: "weur" })).toBeNull();
    expect(one.registry.watchers()).toBe(900_000);
  });
});

describe("[O3] a gallery stands near its watchers", () => {
  test("[O3] each continent has its own, and one without a name too", () => {
    const one = open();
    const near = ["weur", "enam", "apac", "weur", "", "enam"];
    expect(near.map((where) => [...place(one, 1, where)][0])).toEqual([0, 1, 2, 0, 3, 1]);
  });

  test("[O3] far away is better than nowhere", () => {
    const one = open();
    for (const key of keys(900)) one.registry.count(key, key.number === 7 ? 3 : GALLERY_SIZE);
    expect([...place(one, 1, "apac")]).toEqual([7]);
  });

  test("[O3] its name tells where, and of which game", () => {
    const key = { ...game, near: "enam", number: 12 };
    expect(galleryNameOf(key)).toBe("K7M2QX.1800000000000.enam.12");
    expect(galleryNamed(galleryNameOf(key))).toEqual(key);
    expect(galleryNamed(galleryNameOf({ ...key, near: "" }))).toEqual({ ...key, near: "" });
    for (const none of ["", "K7M2QX", "K7M2QX.1.enam", "K7M2QX.1.enam.x", "K7M2QX.1.enam.2.3", ".1.enam.2"])
      expect(galleryNamed(none)).toBeNull();
  });
});

describe("[O7] what galleries say of themselves", () => {
  test("[O7] is stored, and known after any sleep; placing stores nothing", () => {
    const one = open();
    place(one, 5);
    expect(one.disk.isUnsaved).toBe(false);
    const [first, second] = keys(2);
    one.registry.count(first as never, 700);
    one.registry.count(second as never, 30);
    one.disk.save();
    const again = open(one.disk);
    expect(again.registry.watchers()).toBe(730);
    expect(again.registry.open()).toEqual([first, second]);
    again.registry.count(first as never, 700);
    expect(again.disk.isUnsaved).toBe(false);
  });
});

describe("[O6] the calls to galleries", () => {
  test("[O6] are one to each up to thirty", () => {
    const routes = routesTo(keys(30));
    expect(routes).toEqual(keys(30).map((key) => ({ name: galleryNameOf(key), onward: [] })));
    expect(routesTo([])).toEqual([]);
    expect(MAX_CALLS).toBe(30);
  });

  test.each([31, 60, 61, 500, 900])("[O6] are thirty at most for %i, and reach each once", (count) => {
    const all = keys(count, (number) => ["weur", "enam", "apac"][number % 3] as string);
    const routes = routesTo(all);
    expect(routes.length).toBeLessThanOrEqual(30);
    const reached = routes.flatMap(({ name, onward }) => [name, ...onward]);
    expect(reached.toSorted()).toEqual(all.map(galleryNameOf).toSorted());
    for (const { onward } of routes) expect(onward.length).toBeLessThan(30);
    // Those of a continent stand together: at most two groups have some of each of two.
    const mixed = routes.filter(
      ({ name, onward }) => new Set([name, ...onward].map((one) => one.split(".")[2])).size > 1,
    );
    expect(mixed.length).toBeLessThanOrEqual(2);
  });
});
