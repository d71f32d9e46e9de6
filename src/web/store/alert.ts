/*
 * Vibration and notifications, as far as the browser has and allows them. Nothing here throws or rejects.
 */

/** A notification about a game. */
export interface Alert {
  readonly title: string;
  readonly body: string;
  /** The page that a click on it shows, such as "/g/K7M2QX". */
  readonly path: string;
  /** In ms, beginning with a vibration. */
  readonly vibrate: readonly number[];
}

/** All alerts have one tag, so that a later one replaces an earlier one. */
const TAG = "turn";

const hasNotifications = (): boolean => "Notification" in globalThis && isSecureContext;

export const canVibrate = (): boolean => "vibrate" in navigator;

/** Whether the browser can vibrate, or show notifications, which it cannot over plain http. */
export const canAlert = (): boolean => hasNotifications() || canVibrate();

/** Asks for the permission to show notifications. Resolves with false when the browser has them and does not allow them. */
export const askToAlert = async (): Promise<boolean> => {
  if (!hasNotifications()) return true;
  try {
    return (await Notification.requestPermission()) === "granted";
  } catch {
    return false;
  }
};

export const vibrate = (pattern: readonly number[]): void => {
  try {
    // A browser refuses, and reports an error, before the first touch.
    if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.([...pattern]);
  } catch {
    // The browser does not allow it.
  }
};

/** The service worker's registration. On phones only it can show notifications. */
const registration = async (): Promise<ServiceWorkerRegistration | undefined> =>
  navigator.serviceWorker?.getRegistration();

/** Shows a notification, if the browser allows it. */
export const showAlert = async ({ title, body, path, vibrate: pattern }: Alert): Promise<void> => {
  if (!hasNotifications() || Notification.permission !== "granted") return;
  // Not every browser's types know `vibrate`.
  const options = { body, tag: TAG, icon: "/icon-192.png", vibrate: [...pattern], data: { path } };
  try {
    const worker = await registration();
    if (worker?.active) return await worker.showNotification(title, options);
    const shown = new Notification(title, options);
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  } catch {
    // The browser does not allow it after all.
  }
};

/** Removes the notification that a service worker has shown. */
export const closeAlerts = async (): Promise<void> => {
  try {
    const shown = await (await registration())?.getNotifications({ tag: TAG });
    for (const one of shown ?? []) one.close();
  } catch {
    // There is none.
  }
};
