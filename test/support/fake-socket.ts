import type { Frame } from "../../dev/clients/wire.ts";
import type { Environment } from "../../src/client/environment.ts";

/** A clock that the test controls. */
export interface FakeClock {
  readonly after: Environment["after"];
  readonly now: () => number;
  /** Moves forward by `ms` and runs all callbacks that become due. */
  readonly pass: (ms: number) => void;
  /** The number of pending callbacks. */
  readonly waiting: () => number;
}

export const fakeClock = (): FakeClock => {
  const due = new Set<{ readonly at: number; readonly run: () => void }>();
  let now = 0;
  return {
    after: (ms, run) => {
      const one = { at: now + ms, run };
      due.add(one);
      return () => void due.delete(one);
    },
    now: () => now,
    pass: (ms) => {
      const end = now + ms;
      for (;;) {
        const [next] = [...due].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        due.delete(next);
        now = next.at;
        next.run();
      }
      now = end;
    },
    waiting: () => due.size,
  };
};

/** One socket of the client. The test acts as its server. */
export interface FakeSocket {
  readonly url: string;
  readonly protocols: readonly string[];
  /** The messages of the client, without pings. */
  readonly sent: readonly Frame[];
  readonly pings: () => number;
  readonly isClosed: () => boolean;
  /** Whether pings are answered. */
  answersPings: boolean;
  readonly open: () => void;
  readonly say: (message: Frame) => void;
  /** Closes the socket as the server or the network. */
  readonly drop: (code: number, reason?: string) => void;
}

/**
 * An environment without a network. All sockets of the client are in `sockets`. Its timers run at multiples of
 * `timersEvery` ms, as those of a hidden tab do.
 */
export const fakeEnvironment = (random: () => number = () => 0.5, timersEvery = 1) => {
  const clock = fakeClock();
  const sockets: FakeSocket[] = [];
  class Socket extends EventTarget {
    static readonly OPEN = 1;
    readyState = 0;
    constructor(url: string, protocols: readonly string[]) {
      super();
      let pings = 0;
      const sent: Frame[] = [];
      const fire = (type: string, fields: object) =>
        this.dispatchEvent(Object.assign(new Event(type), fields));
      const fake: FakeSocket = {
        url,
        protocols,
        sent,
        pings: () => pings,
        isClosed: () => this.readyState === 3,
        answersPings: true,
        open: () => {
          this.readyState = Socket.OPEN;
        },
        say: (message) => fire("message", { data: JSON.stringify(message) }),
        drop: (code, reason = "") => {
          this.readyState = 3;
          fire("close", { code, reason });
        },
      };
      this.send = (text: string) => {
        if (this.readyState !== Socket.OPEN) throw new Error("sent on a socket that is not open");
        const message = JSON.parse(text);
        if (message.message_type !== "ping") return void sent.push(message);
        pings += 1;
        if (fake.answersPings) clock.after(1, () => fake.say({ message_type: "pong" }));
      };
      sockets.push(fake);
    }
    send: (text: string) => void;
    close() {
      this.readyState = 3;
    }
  }
  const world: Environment = {
    WebSocket: Socket as unknown as Environment["WebSocket"],
    after: (ms, run) => {
      const due = Math.ceil((clock.now() + ms) / timersEvery) * timersEvery;
      return clock.after(due - clock.now(), run);
    },
    random,
  };
  return { world, clock, sockets };
};
