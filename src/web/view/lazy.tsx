import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { words } from "../store/settings.ts";
import { Reload } from "./reload.tsx";

interface LazyProps<P extends object> {
  readonly load: () => Promise<ComponentType<P>>;
  readonly props: P;
}

/** A component that is loaded when it is first shown. */
export const Lazy = <P extends object>({ load, props }: LazyProps<P>) => {
  const loaded = useSignal<{ readonly part: ComponentType<P> } | "failed" | null>(null);
  useEffect(() => {
    load().then(
      (part) => {
        loaded.value = { part };
      },
      () => {
        loaded.value = "failed";
      },
    );
  }, []);
  if (loaded.value === "failed") return <Reload why={words.value.partMissing} />;
  if (!loaded.value) return <p class="loading" aria-busy="true" />;
  const { part: Part } = loaded.value;
  return <Part {...props} />;
};
