import { QueryErrorResetBoundary } from "@tanstack/react-query";
import { CatchBoundary } from "@tanstack/react-router";
import { type ReactNode, Suspense } from "react";
import { failureTitle } from "./failureTitle.ts";
import { PageTitle } from "./PageTitle.tsx";
import { ProblemCard } from "./ProblemCard.tsx";
import { RowsSkeleton } from "./RowsSkeleton.tsx";

interface LoadedProps {
  children: ReactNode;
  skeleton?: ReactNode;
  /** Another key forgets a failure: what is asked for now is something else. */
  of?: string;
  /** The whole page is loaded here: a failure brings the main heading along. */
  isPage?: boolean;
}

/** The order of every page: a skeleton while it loads, a card with *Try again* when it failed, then empty or full. */
export function Loaded({ children, skeleton = <RowsSkeleton />, of = "", isPage = false }: LoadedProps) {
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <CatchBoundary
          getResetKey={() => of}
          errorComponent={({ error, reset: again }) => (
            <>
              {isPage && <PageTitle title={failureTitle(error)} />}
              <ProblemCard
                error={error}
                onRetry={() => {
                  reset();
                  again();
                }}
              />
            </>
          )}
        >
          <Suspense fallback={skeleton}>{children}</Suspense>
        </CatchBoundary>
      )}
    </QueryErrorResetBoundary>
  );
}
