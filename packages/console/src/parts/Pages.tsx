import { t } from "@lingui/core/macro";
import { Group, Pagination, Text } from "@mantine/core";
import { useEffect } from "react";

interface PagesProps {
  page: number;
  size: number;
  total: number;
  /** @param isCorrection there is no such page as the one that was asked for: the way back does not lead there */
  onChange(page: number, isCorrection?: boolean): void;
}

const controls = {
  first: t`first page`,
  previous: t`previous page`,
  next: t`next page`,
  last: t`last page`,
} as const;

/** The pages of a list, and where among them one is. From past the end one is brought to the last. */
export function Pages({ page, size, total, onChange }: PagesProps) {
  const pages = Math.ceil(total / size);
  const last = Math.max(pages, 1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each page that there is not
  useEffect(() => {
    if (page > last) onChange(last, true);
  }, [page, last]);
  if (pages <= 1 || page > last) return null;
  return (
    <Group justify="space-between" mt="md" component="nav" aria-label={t`Pages`}>
      <Text size="sm" c="dimmed">
        {t`${(page - 1) * size + 1}–${Math.min(page * size, total)} of ${total}`}
      </Text>
      <Pagination
        total={pages}
        value={page}
        onChange={(next) => onChange(next)}
        size="sm"
        getControlProps={(control) => ({ "aria-label": controls[control] })}
        getItemProps={(item) => ({ "aria-label": t`Page ${item}` })}
      />
    </Group>
  );
}
