import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";

interface ListHeadProps {
  search?: ReactNode;
  sort?: ReactNode;
  /** What is to be known of the order. */
  said?: ReactNode;
}

/** What stands above a list: what is searched for, and in what order it is. On a phone one below the other. */
export function ListHead({ search, sort, said }: ListHeadProps) {
  return (
    <>
      <Group mb={said ? 4 : "md"} gap="xs">
        {search && <div className="list-search">{search}</div>}
        {sort}
      </Group>
      {said && (
        <Text size="sm" c="dimmed" mb="md">
          {said}
        </Text>
      )}
    </>
  );
}
