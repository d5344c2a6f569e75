import { t } from "@lingui/core/macro";
import { Select } from "@mantine/core";
import { IconBookmark } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { bookmarksQuery } from "../../../api/bookmarks.ts";

interface BookmarkFilterProps {
  value: string | null;
  onChange(bookmark: string | null): void;
}

/** Narrows a list to what has one of one's bookmarks; not there for whoever has none. */
export function BookmarkFilter({ value, onChange }: BookmarkFilterProps) {
  const { data: bookmarks } = useQuery(bookmarksQuery);
  const isGone = bookmarks !== undefined && value !== null && !bookmarks.some(({ tag }) => tag === value);
  // One that was renamed or deleted would go on narrowing the list, and nothing would say so.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when it has gone, and only then
  useEffect(() => {
    if (isGone) onChange(null);
  }, [isGone]);
  if (!bookmarks || bookmarks.length === 0) return null;
  return (
    <Select
      aria-label={t`Bookmark`}
      placeholder={t`All bookmarks`}
      leftSection={<IconBookmark size={16} aria-hidden />}
      data={bookmarks.map(({ tag }) => tag)}
      value={value}
      onChange={onChange}
      searchable={bookmarks.length > 10}
      clearable
      clearButtonProps={{ "aria-label": t`Show all bookmarks` }}
      nothingFoundMessage={t`Nothing found`}
    />
  );
}
