import { Disk } from "../../dev/simulator/disk.ts";
import type { Loop } from "../../dev/simulator/loop.ts";
import type { Socket } from "../../src/actor/core/platform.ts";
import { Gallery } from "../../src/actor/gallery/gallery.ts";
import type { GalleryPlatform } from "../../src/actor/gallery/platform.ts";
import type { Settings } from "../../src/shared/settings.ts";

/** The server's end of an observer's socket, with all texts that were sent on it. */
export class Seat implements Socket {
  readyState = 1;
  readonly texts: string[] = [];
  closeCode: number | null = null;
  #attachment = "null";
  send(text: string): void {
    if (this.readyState !== 1) throw new Error("sent on a socket that is not open");
    this.texts.push(text);
  }
  close(code = 1000): void {
    if (this.readyState !== 1) return;
    this.readyState = 3;
    this.closeCode = code;
  }
  serializeAttachment(value: unknown): void {
    this.#attachment = JSON.stringify(value);
  }
  deserializeAttachment(): unknown {
    return JSON.parse(this.#attachment);
  }
}

export interface GalleryObjectPorts extends Pick<GalleryPlatform, "galleries" | "attend"> {
  readonly loop: Loop;
  readonly settings: Settings;
}

/** The Durable Object of one gallery. Its sockets, storage and alarm survive a loss of its memory. */
export class GalleryObject {
  readonly #ports: GalleryObjectPorts;
  readonly #disk = new Disk();
  #sockets: Seat[] = [];
  #gallery: Gallery | null = null;
  /** The number of losses of its memory. */
  #lives = 0;
  #alarmAt: number | null = null;
  #cancel = () => {};

  constructor(ports: GalleryObjectPorts) {
    this.#ports = ports;
  }

  get open(): readonly Seat[] {
    return this.#sockets.filter(({ readyState }) => readyState === 1);
  }
  /** The names of its tables. */
  get stored(): readonly string[] {
    return this.#disk
      .exec<{ name: string }>("SELECT name FROM sqlite_master")
      .toArray()
      .map(({ name }) => name);
  }

  /** The gallery, which is opened if it is not in memory. */
  wake(): Gallery {
    this.#gallery ??= new Gallery(this.#platform(), this.#ports.settings);
    return this.#gallery;
  }
  /** Loses the memory. */
  sleep(): void {
    this.#gallery = null;
    this.#lives += 1;
  }
  /** Loses the memory and the sockets. */
  fall(): void {
    this.sleep();
    for (const socket of this.open) socket.close(1006);
    this.#sockets = [];
  }
  /** Delivers the close event of a client. */
  async lose(socket: Seat): Promise<void> {
    socket.readyState = 3;
    await this.wake().webSocketClose(socket, 1000, "");
    this.#sockets = this.#sockets.filter((one) => one !== socket);
  }

  #platform(): GalleryPlatform {
    const { loop, galleries, attend } = this.#ports;
    const life = this.#lives;
    return {
      galleries,
      attend,
      now: loop.now,
      wallNow: loop.now,
      wait: (ms) => new Promise((resume) => loop.after(ms, resume)),
      alarmAt: this.#alarmAt,
      storage: {
        sql: this.#disk,
        setAlarm: async (at) => {
          this.#cancel();
          this.#alarmAt = at;
          this.#cancel = loop.after(at - loop.now(), () => {
            this.#alarmAt = null;
            void this.wake().alarm();
          });
        },
        deleteAlarm: async () => {
          this.#cancel();
          this.#alarmAt = null;
        },
        deleteAll: async () => this.#disk.wipe(),
      },
      sockets: {
        acceptWebSocket: (socket) => {
          // A socket that was not accepted before a loss of the memory is closed.
          if (life === this.#lives) this.#sockets.push(socket as Seat);
          else socket.close(1006);
        },
        getWebSockets: () => [...this.open],
        getWebSocketAutoResponseTimestamp: () => null,
      },
    };
  }
}
