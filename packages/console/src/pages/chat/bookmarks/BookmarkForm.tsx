import { t } from "@lingui/core/macro";
import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Bookmark, editBookmark, LONGEST_BOOKMARK } from "../../../api/bookmarks.ts";
import { ProblemCard } from "../../../parts/ProblemCard.tsx";
import { useChange } from "../../../parts/useChange.ts";
import { useUnsaved } from "../../../parts/useUnsaved.ts";
import { BOOKMARK_CHANGED } from "./bookmarkChanged.ts";

/** Renames or describes a bookmark, in its place in the list. */
export function BookmarkForm({ bookmark, onDone }: { bookmark: Bookmark; onDone(): void }) {
  const [tag, setTag] = useState(bookmark.tag);
  const [description, setDescription] = useState(bookmark.description ?? "");
  const saving = useChange({
    run: () => editBookmark(bookmark.tag, { tag: tag.trim(), description: description.trim() }),
    refresh: BOOKMARK_CHANGED,
    onDone,
    onFailed: () => undefined,
  });
  const isChanged = tag !== bookmark.tag || description !== (bookmark.description ?? "");
  useUnsaved(() => isChanged, t`Your changes to this bookmark are not saved yet.`);
  return (
    <form
      aria-label={t`Edit ${bookmark.tag}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (tag.trim() !== "") saving.mutate();
      }}
    >
      <Stack gap="xs">
        <TextInput
          label={t`Name`}
          autoFocus
          maxLength={LONGEST_BOOKMARK}
          value={tag}
          onChange={(event) => setTag(event.currentTarget.value)}
        />
        <Textarea
          label={t`Description`}
          autosize
          maxLength={1_000}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        {saving.error && <ProblemCard error={saving.error} />}
        <Group gap="xs">
          <Button size="xs" type="submit" loading={saving.isPending} disabled={!isChanged || tag.trim() === ""}>
            {t`Save`}
          </Button>
          <Button size="xs" variant="default" onClick={onDone}>
            {t`Cancel`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
