import { Skeleton } from "@mantine/core";
import { RowsSkeleton } from "./RowsSkeleton.tsx";

/** While the code of a page arrives. */
export function PageSkeleton() {
  return (
    <div className="page">
      <Skeleton height={30} width={220} mb="lg" radius="md" />
      <RowsSkeleton />
    </div>
  );
}
