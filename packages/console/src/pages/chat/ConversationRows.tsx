import { t } from "@lingui/core/macro";
import { Button } from "@mantine/core";
import { type InfiniteData, useQuery } from "@tanstack/react-query";
import type { Conversation } from "../../api/conversations.ts";
import { conversationRightsQuery } from "../../api/may.ts";
import { ConversationRow } from "./ConversationRow.tsx";

export interface RowsProps {
  current?: string;
  onOpened(): void;
}

interface ConversationRowsProps extends RowsProps {
  label: string;
  /** From `conversationsQuery`. */
  of: {
    data: InfiniteData<{ conversations: Conversation[] }>;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage(): Promise<unknown>;
  };
}

/** A list of conversations, and a way to more of them. */
export function ConversationRows({ label, of: { data, ...pages }, ...rest }: ConversationRowsProps) {
  return (
    <>
      <ul className="plain-list" aria-label={label}>
        {data.pages.map(({ conversations }) => (
          <Page key={conversations[0]?._id ?? "empty"} conversations={conversations} {...rest} />
        ))}
      </ul>
      {pages.hasNextPage && (
        <Button
          fullWidth
          size="xs"
          variant="subtle"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {t`Show more`}
        </Button>
      )}
    </>
  );
}

/** One page of the list, whose rights are asked for at once. */
function Page({ conversations, current, onOpened }: RowsProps & { conversations: Conversation[] }) {
  const { data: rights } = useQuery(conversationRightsQuery(conversations.map(({ _id }) => _id)));
  return conversations.map((conversation) => (
    <li key={conversation._id}>
      <ConversationRow
        conversation={conversation}
        rights={rights?.get(`conversation:${conversation._id}`) ?? {}}
        isCurrent={conversation.conversationId === current}
        onOpened={onOpened}
      />
    </li>
  ));
}
