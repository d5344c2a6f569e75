import { t } from "@lingui/core/macro";
import { Button, Center, VisuallyHidden } from "@mantine/core";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { type AccessRequest, type Box, requestsQuery } from "../../api/requests.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";

interface RequestListProps {
  box: Box;
  title: string;
  whenEmpty: ReactNode;
  children(request: AccessRequest): ReactNode;
}

/** Requests, newest first, page by page. */
export function RequestList({ box, title, whenEmpty, children }: RequestListProps) {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(requestsQuery(box));
  const requests = data.pages.flatMap((page) => page.requests);
  const heading = useFocusWhenFewer(requests.length);
  // A page may be short, even empty, and not be the last one.
  const isLooking = requests.length === 0 && hasNextPage;
  useEffect(() => {
    if (isLooking && !isFetchingNextPage) void fetchNextPage();
  }, [isLooking, isFetchingNextPage, fetchNextPage]);
  return (
    <>
      <VisuallyHidden component="h2" ref={heading} tabIndex={-1}>
        {title}
      </VisuallyHidden>
      {requests.length === 0 ? (
        whenEmpty
      ) : (
        <ul className="plain-list panel" aria-label={title}>
          {requests.map((request) => (
            <li key={request.id}>{children(request)}</li>
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Center mt="lg">
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t`Show more`}
          </Button>
        </Center>
      )}
    </>
  );
}
