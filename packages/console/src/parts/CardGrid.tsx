import { t } from "@lingui/core/macro";
import { Button, Center, Skeleton } from "@mantine/core";
import { type ReactNode, useEffect } from "react";

interface CardGridProps<Item> {
  /** What the cards are: `Agents`. */
  label: string;
  pages: readonly (readonly Item[])[];
  keyOf(item: Item): string;
  /** The rest of the list. */
  more: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown };
  /** Instead of a list of nothing. */
  whenEmpty: ReactNode;
  /** The cards of one page, each in an `li`; what they need of the server can be asked for at once. */
  children(items: readonly Item[]): ReactNode;
}

/** Cards of a list that comes page by page. */
export function CardGrid<Item>({ label, pages, keyOf, more, whenEmpty, children }: CardGridProps<Item>) {
  const filled = pages.filter((page) => page.length > 0);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = more;
  // A page may be short, even empty, and not be the last one.
  const isLooking = filled.length === 0 && hasNextPage;
  useEffect(() => {
    if (isLooking && !isFetchingNextPage) void fetchNextPage();
  }, [isLooking, isFetchingNextPage, fetchNextPage]);
  if (isLooking) return <CardGridSkeleton />;
  if (filled.length === 0) return whenEmpty;
  return (
    <>
      <ul className="card-grid" aria-label={label}>
        {filled.map((page) => (
          <Page key={page[0] && keyOf(page[0])}>{children(page)}</Page>
        ))}
      </ul>
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

const Page = ({ children }: { children: ReactNode }) => children;

export function CardGridSkeleton() {
  return (
    <div className="card-grid" role="status" aria-label={t`Loading`}>
      {["a", "b", "c", "d", "e", "f"].map((key) => (
        <Skeleton key={key} height={168} radius={12} />
      ))}
    </div>
  );
}
