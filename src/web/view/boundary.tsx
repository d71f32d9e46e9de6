import type { ComponentChildren } from "preact";
import { useErrorBoundary } from "preact/hooks";
import { words } from "../store/settings.ts";
import { Reload } from "./reload.tsx";

/** Shows its children, or a sentence and a reload when one of them throws. */
export const Boundary = ({ children }: { readonly children: ComponentChildren }) => {
  const [error] = useErrorBoundary((thrown) => console.error(thrown));
  if (!error) return <>{children}</>;
  return (
    <main class="sheet narrow">
      <h1 class="brand">{words.value.title}</h1>
      <Reload why={words.value.broken} />
    </main>
  );
};
