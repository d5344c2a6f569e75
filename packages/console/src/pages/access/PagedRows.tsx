import { t } from "@lingui/core/macro";
import { Button, Center, VisuallyHidden } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";

interface PagedRowsProps<Row> {
  title: string;
  rows: readonly Row[];
  keyOf(row: Row): string | number;
  whenEmpty: ReactNode;
  /** Of the query that reads them. */
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown };
  children(row: Row): ReactNode;
}

/** A list that is read page by page. */
export function PagedRows<Row>({ title, rows, keyOf, whenEmpty, pages, children }: PagedRowsProps<Row>) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const heading = useFocusWhenFewer(rows.length);
  // A page may be short, even empty, and not be the last one.
  const isLooking = rows.length === 0 && hasNextPage;
  useEffect(() => {
    if (isLooking && !isFetchingNextPage) void fetchNextPage();
  }, [isLooking, isFetchingNextPage, fetchNextPage]);
  return (
    <>
      <VisuallyHidden component="h2" ref={heading} tabIndex={-1}>
        {title}
      </VisuallyHidden>
      {rows.length === 0 ? (
        !isLooking && whenEmpty
      ) : (
        <ul className="plain-list panel" aria-label={title}>
          {rows.map((row) => (
            <li key={keyOf(row)}>{children(row)}</li>
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
