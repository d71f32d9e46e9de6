import type { Storage } from "../model/saved-seats.ts";

/*
 * What the page uses of its browser. A browser may lack or block any of it, for example site data in a private window
 * or the clipboard over plain http. Nothing here throws or rejects.
 */

/** What could not be stored. It is lost when the page is closed. */
const memory = new Map<string, string>();

/** The browser's storage. Without one, values last as long as the page. */
export const storage: Storage = {
  getItem: (key) => {
    const value = memory.get(key);
    if (value !== undefined) return value;
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  setItem: (key, value) => {
    try {
      localStorage.setItem(key, value);
      memory.delete(key);
    } catch {
      memory.set(key, value);
    }
  },
};

/** The languages that the browser prefers, first one first. */
export const preferredLanguages = (): readonly string[] => navigator.languages ?? [navigator.language ?? ""];

/** Whether the browser reports a network. It may be wrong in both directions. */
export const hasNetwork = (): boolean => navigator.onLine ?? true;

/**
 * Calls `run` when the page may have slept: it is visible again, comes out of the browser's memory of left pages, or the
 * network is back. Returns a function that stops it.
 */
export const whenWoken = (run: () => void): (() => void) => {
  const ended = new AbortController();
  const { signal } = ended;
  const onVisible = () => {
    if (document.visibilityState === "visible") run();
  };
  document.addEventListener("visibilitychange", onVisible, { signal });
  for (const type of ["pageshow", "online"]) addEventListener(type, run, { signal });
  return () => ended.abort();
};

/** Keeps the screen on while the page is visible. Returns a function that lets it go dark again. */
export const keepAwake = (): (() => void) => {
  let isWanted = true;
  let isAsking = false;
  let lock: WakeLockSentinel | null = null;
  const letGo = () => void lock?.release().catch(() => {});
  const hold = async () => {
    // A browser releases the lock when the page is hidden.
    if (isAsking || lock?.released === false) return;
    isAsking = true;
    try {
      lock = (await navigator.wakeLock?.request("screen")) ?? null;
      if (!isWanted) letGo();
    } catch {
      // The page is hidden, or the battery is low.
    }
    isAsking = false;
  };
  const stopWaking = whenWoken(() => void hold());
  void hold();
  return () => {
    isWanted = false;
    stopWaking();
    letGo();
  };
};

/** Copies `text`. Returns false when the browser does not allow it. */
export const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
};

export const canShare = (): boolean => "share" in navigator;

/** Opens the share sheet. Resolves when it is closed. */
export const share = async (what: {
  readonly title: string;
  readonly text: string;
  readonly url: string;
  readonly files?: File[];
}) => {
  try {
    await navigator.share(what);
  } catch {
    // The player has closed the sheet, or the browser has refused to open it.
  }
};

/** Opens the share sheet with a PNG, given as a data URL, where the browser can share files. */
export const shareWithPicture = async (
  what: { readonly title: string; readonly text: string; readonly url: string },
  picture: string | null,
) => {
  const file = picture === null ? null : pngOf(picture);
  const files = file && navigator.canShare?.({ files: [file] }) ? [file] : undefined;
  return share({ ...what, ...(files ? { files } : {}) });
};

const pngOf = (dataUrl: string): File => {
  const binary = atob(dataUrl.slice(dataUrl.indexOf(",") + 1));
  const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  return new File([bytes], "briscola.png", { type: "image/png" });
};

/** Installs the service worker. Without one the page works, but does not open without a network. */
export const installServiceWorker = (path: string): void => {
  try {
    navigator.serviceWorker.register(path).catch(() => {});
  } catch {
    // The browser has none over plain http, or blocks it.
  }
};
