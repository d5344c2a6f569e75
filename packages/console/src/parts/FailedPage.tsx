import type { ErrorComponentProps } from "@tanstack/react-router";
import { useRouter } from "@tanstack/react-router";
import { problemOf } from "../api/problem.ts";
import { PageTitle } from "./PageTitle.tsx";
import { ProblemCard } from "./ProblemCard.tsx";

/** A page that could not be shown at all. */
export function FailedPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const problem = problemOf(error);
  const title =
    problem.status === 403 ? "Not allowed" : problem.status === 0 ? "No connection" : "Something went wrong";
  return (
    <div className="page">
      <PageTitle title={title} />
      <ProblemCard
        error={error}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </div>
  );
}
