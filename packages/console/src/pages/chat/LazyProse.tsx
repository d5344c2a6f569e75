import { type ComponentType, lazy, Suspense } from "react";

const Plain = ({ text }: { text: string }) => <div style={{ whiteSpace: "pre-wrap" }}>{text}</div>;

// Markdown is the largest single part of the chat; the words are there before it is, and without it.
const Prose = lazy(async (): Promise<{ default: ComponentType<{ text: string }> }> => {
  const { Prose } = await import("./Prose.tsx").catch(() => ({ Prose: Plain }));
  return { default: Prose };
});

export const LazyProse = ({ text }: { text: string }) => (
  <Suspense fallback={<Plain text={text} />}>
    <Prose text={text} />
  </Suspense>
);
