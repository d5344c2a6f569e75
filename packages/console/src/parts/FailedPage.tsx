import type { ErrorComponentProps } from "@tanstack/react-router";
import { useRouter } from "@tanstack/react-router";
import { failureTitle } from "./failureTitle.ts";
import { PageTitle } from "./PageTitle.tsx";
import { ProblemCard } from "./ProblemCard.tsx";

/** In place of everything: not even the frame of the page could be shown. */
export function FailedPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <main className="page">
      <PageTitle title={failureTitle(error)} />
      <ProblemCard
        error={error}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </main>
  );
}
