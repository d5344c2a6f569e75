import { t } from "@lingui/core/macro";
import { ActionIcon, Group, Menu, Stack, Text } from "@mantine/core";
import { IconArchive, IconArrowLeft, IconBookmarks, IconDotsVertical, IconPlus, IconUpload } from "@tabler/icons-react";
import { usePrefetchInfiniteQuery, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type ConversationFilter, conversationsQuery } from "../../api/conversations.ts";
import { useFeature } from "../../api/may.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { BookmarkFilter } from "./bookmarks/BookmarkFilter.tsx";
import { openBookmarks } from "./bookmarks/ManageBookmarks.tsx";
import { ConversationRows, type RowsProps } from "./ConversationRows.tsx";
import { askForImport } from "./ImportForm.tsx";
import { useListShown } from "./useListShown.ts";

export function ConversationList(props: RowsProps) {
  const [search, setSearch] = useState("");
  const [{ isArchived, bookmark }, show] = useListShown();
  const mayBookmark = useFeature("BOOKMARKS.USE")?.allowed ?? false;
  const tags = mayBookmark ? bookmark : null;
  const filter = { ...(search && { search }), ...(tags !== null && { tags }) };
  const isNarrowed = search !== "" || tags !== null;
  return (
    <>
      <Stack gap="xs" p="sm">
        {isArchived ? (
          <ArchivedHead onBack={() => show({ isArchived: false })} />
        ) : (
          <Group gap={4} wrap="nowrap">
            <ButtonLink
              to="/c/new"
              variant="light"
              flex={1}
              leftSection={<IconPlus size={16} />}
              onClick={props.onOpened}
            >
              {t`New chat`}
            </ButtonLink>
            <ListMenu mayBookmark={mayBookmark} onArchived={() => show({ isArchived: true })} />
          </Group>
        )}
        <SearchField label={t`Search conversations`} value={search} onSearch={setSearch} />
        {mayBookmark && <BookmarkFilter value={bookmark} onChange={(next) => show({ bookmark: next })} />}
      </Stack>
      <div className="chat-list">
        <Loaded skeleton={<RowsSkeleton rows={8} height={34} />} of={JSON.stringify([isArchived, filter])}>
          {isArchived ? (
            <OneList
              filter={{ ...filter, isArchived }}
              label={t`Archived conversations`}
              empty={
                isNarrowed ? t`No archived conversation found.` : t`What you archive is kept here, out of the way.`
              }
              {...props}
            />
          ) : isNarrowed ? (
            <OneList filter={filter} label={t`Conversations`} empty={t`No conversation found.`} {...props} />
          ) : (
            <PinnedFirst {...props} />
          )}
        </Loaded>
      </div>
    </>
  );
}

function ArchivedHead({ onBack }: { onBack(): void }) {
  return (
    <Group gap={6} wrap="nowrap" mih={36}>
      <ActionIcon variant="subtle" color="gray" aria-label={t`Back to all conversations`} onClick={onBack}>
        <IconArrowLeft size={18} />
      </ActionIcon>
      <Text fw={600}>{t`Archived`}</Text>
    </Group>
  );
}

/** What concerns all of them. */
function ListMenu({ mayBookmark, onArchived }: { mayBookmark: boolean; onArchived(): void }) {
  return (
    <Menu position="bottom-end" shadow="md" keepMounted={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={t`More about conversations`}>
          <IconDotsVertical size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconArchive size={16} />} onClick={onArchived}>
          {t`Archived`}
        </Menu.Item>
        {mayBookmark && (
          <Menu.Item leftSection={<IconBookmarks size={16} />} onClick={openBookmarks}>
            {t`Your bookmarks…`}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconUpload size={16} />} onClick={askForImport}>
          {t`Import…`}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function OneList({
  filter,
  label,
  empty,
  ...props
}: RowsProps & { filter: ConversationFilter; label: string; empty: string }) {
  const found = useSuspenseInfiniteQuery(conversationsQuery(filter));
  if (found.data.pages.every(({ conversations }) => conversations.length === 0)) return <Nothing text={empty} />;
  return <ConversationRows label={label} of={found} {...props} />;
}

const pinnedQuery = conversationsQuery({ pinned: true });
const othersQuery = conversationsQuery({ pinned: false });

function PinnedFirst(props: RowsProps) {
  usePrefetchInfiniteQuery(othersQuery);
  const pinned = useSuspenseInfiniteQuery(pinnedQuery);
  const others = useSuspenseInfiniteQuery(othersQuery);
  const [hasPinned, hasOthers] = [pinned, others].map(({ data }) =>
    data.pages.some(({ conversations }) => conversations.length > 0),
  );
  if (!hasPinned && !hasOthers) return <Nothing text={t`Your conversations will be listed here.`} />;
  return (
    <>
      {hasPinned && (
        <>
          <Caption text={t`Pinned`} />
          <ConversationRows label={t`Pinned conversations`} of={pinned} {...props} />
        </>
      )}
      {hasPinned && hasOthers && <Caption text={t`Others`} />}
      {hasOthers && <ConversationRows label={t`Conversations`} of={others} {...props} />}
    </>
  );
}

const Nothing = ({ text }: { text: string }) => (
  <Text size="sm" c="dimmed" p="sm">
    {text}
  </Text>
);

const Caption = ({ text }: { text: string }) => (
  <Text size="xs" fw={600} c="dimmed" px={10} pt={8} pb={2} aria-hidden>
    {text}
  </Text>
);
