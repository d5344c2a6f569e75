import { Button, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { conversationsQuery } from "../../api/conversations.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { ConversationRow } from "./ConversationRow.tsx";

interface ConversationListProps {
  current?: string;
  onOpened(): void;
}

export function ConversationList({ current, onOpened }: ConversationListProps) {
  const [search, setSearch] = useState("");
  return (
    <>
      <Stack gap="xs" p="sm">
        <ButtonLink to="/c/new" variant="light" leftSection={<IconPlus size={16} />} onClick={onOpened}>
          New chat
        </ButtonLink>
        <SearchField label="Search conversations" value={search} onSearch={setSearch} />
      </Stack>
      <div className="chat-list">
        <Loaded skeleton={<RowsSkeleton rows={8} height={34} />} of={search}>
          <Rows search={search} onOpened={onOpened} {...(current && { current })} />
        </Loaded>
      </div>
    </>
  );
}

function Rows({ search, current, onOpened }: ConversationListProps & { search: string }) {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(conversationsQuery(search));
  const conversations = data.pages.flatMap((page) => page.conversations);
  if (conversations.length === 0)
    return (
      <Text size="sm" c="dimmed" p="sm">
        {search ? "No conversation found." : "Your conversations will be listed here."}
      </Text>
    );
  return (
    <>
      <ul className="plain-list" aria-label="Conversations">
        {conversations.map((conversation) => (
          <li key={conversation.conversationId}>
            <ConversationRow
              conversation={conversation}
              isCurrent={conversation.conversationId === current}
              onOpened={onOpened}
            />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button fullWidth size="xs" variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}
