import { QueryErrorResetBoundary } from "@tanstack/react-query";
import { CatchBoundary } from "@tanstack/react-router";
import { type ReactNode, Suspense } from "react";
import { ProblemCard } from "./ProblemCard.tsx";
import { RowsSkeleton } from "./RowsSkeleton.tsx";

interface LoadedProps {
  children: ReactNode;
  skeleton?: ReactNode;
  /** Another key forgets a failure: what is asked for now is something else. */
  of?: string;
}

/** The order of every page: a skeleton while it loads, a card with *Try again* when it failed, then empty or full. */
export function Loaded({ children, skeleton = <RowsSkeleton />, of = "" }: LoadedProps) {
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <CatchBoundary
          getResetKey={() => of}
          errorComponent={({ error, reset: again }) => (
            <ProblemCard
              error={error}
              onRetry={() => {
                reset();
                again();
              }}
            />
          )}
        >
          <Suspense fallback={skeleton}>{children}</Suspense>
        </CatchBoundary>
      )}
    </QueryErrorResetBoundary>
  );
}
