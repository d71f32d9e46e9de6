import { signal } from "@preact/signals";

export type DialogName =
  | "menu"
  | "rules"
  | "invite"
  | "elsewhere"
  | "history"
  | "scores"
  | "check"
  | "phrases"
  | "deal"
  | "hint"
  | "leave";

/** The open dialog, or null. */
export const dialog = signal<DialogName | null>(null);

export const openDialog = (name: DialogName): void => {
  dialog.value = name;
};
export const closeDialog = (): void => {
  dialog.value = null;
};
