import { t } from "@lingui/core/macro";
import { QueryErrorResetBoundary } from "@tanstack/react-query";
import { CatchBoundary } from "@tanstack/react-router";
import { type ReactNode, Suspense } from "react";
import { ProblemError, problemOf } from "../api/problem.ts";
import { failureTitle } from "./failureTitle.ts";
import { TextLink } from "./links.tsx";
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
  /** Where to go on from a page that one may not see: instead of to one's agents. */
  elsewhere?: ReactNode;
  /** A way to ask for what one may not see, though one knows of it, or does not find. */
  ask?(isKnown: boolean): ReactNode;
}

/** The order of every page: a skeleton while it loads, a card with *Try again* when it failed, then empty or full. */
export function Loaded({
  children,
  skeleton = <RowsSkeleton />,
  of = "",
  isPage = false,
  elsewhere,
  ask,
}: LoadedProps) {
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <CatchBoundary
          getResetKey={() => of}
          errorComponent={({ error, reset: again }) => (
            <>
              {isPage && <PageTitle title={failureTitle(ofAddress(error))} />}
              <ProblemCard
                error={isPage ? ofAddress(error) : error}
                {...(isPage && { below: failureTitle(ofAddress(error)) })}
                // Whoever may not see a page, and cannot ask for it here, may not see it a second time either.
                {...((!isPage || problemOf(error).status !== 403 || ask) && {
                  onRetry: () => {
                    reset();
                    again();
                  },
                })}
              >
                {isPage && isAskable(error) && ask?.(problemOf(error).status === 403)}
                {isPage && problemOf(error).status === 403 && elsewhere}
                {isPage && problemOf(error).status > 0 && (
                  <TextLink to="/agents" size="sm">
                    {t`Go to your agents`}
                  </TextLink>
                )}
              </ProblemCard>
            </>
          )}
        >
          <Suspense fallback={skeleton}>{children}</Suspense>
        </CatchBoundary>
      )}
    </QueryErrorResetBoundary>
  );
}

/** An address that cannot be one is one at which there is nothing. */
const ofAddress = (error: unknown) =>
  problemOf(error).code === "request-invalid"
    ? new ProblemError(404, { code: "resource-not-found", title: t`Not found` })
    : error;

/** What is known to be there, and what may be; an address that cannot be one is not worth asking about. */
function isAskable(error: unknown): boolean {
  const { status, code } = problemOf(error);
  return status === 404 || (status === 403 && code === "forbidden");
}
