import { t } from "@lingui/core/macro";
import { Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { bookmarksQuery } from "../../../api/bookmarks.ts";
import { openForm } from "../../../parts/formDialog.tsx";
import { Loaded } from "../../../parts/Loaded.tsx";
import { RowsSkeleton } from "../../../parts/RowsSkeleton.tsx";
import { BookmarkLine } from "./BookmarkLine.tsx";

export const openBookmarks = () =>
  openForm({
    title: t`Your bookmarks`,
    children: (
      <Loaded skeleton={<RowsSkeleton rows={3} />}>
        <ManageBookmarks />
      </Loaded>
    ),
  });

/** All of one's bookmarks, in one's own order. Each change is made at once. */
function ManageBookmarks() {
  const { data: bookmarks } = useSuspenseQuery(bookmarksQuery);
  if (bookmarks.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t`You have none yet. Open the menu of a conversation and choose Bookmarks to give it one.`}
      </Text>
    );
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t`Nobody else sees them, also not on conversations that are shared.`}
      </Text>
      <ul className="plain-list panel" aria-label={t`Your bookmarks`}>
        {bookmarks.map((bookmark, at) => (
          <li key={bookmark._id}>
            <BookmarkLine bookmark={bookmark} place={at + 1} last={bookmarks.length} />
          </li>
        ))}
      </ul>
    </Stack>
  );
}
