import type { ErrorComponentProps } from "@tanstack/react-router";
import { useRouter } from "@tanstack/react-router";
import { failureTitle } from "./failureTitle.ts";
import { PageTitle } from "./PageTitle.tsx";
import { ProblemCard } from "./ProblemCard.tsx";

/** In place of everything: not even the frame of the page could be shown. */
export const FailedPage = (props: ErrorComponentProps) => (
  <main>
    <FailedInFrame {...props} />
  </main>
);

/** Within the frame: the page itself could not be shown. */
export function FailedInFrame({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const tryAgain = async () => {
    await router.invalidate();
    reset();
  };
  return (
    <div className="page">
      <PageTitle title={failureTitle(error)} />
      <ProblemCard error={error} onRetry={() => void tryAgain()} />
    </div>
  );
}
