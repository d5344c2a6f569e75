import { t } from "@lingui/core/macro";
import { Group } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import type { Conversation } from "../../api/conversations.ts";
import type { Rights } from "../../api/may.ts";
import { NavigationLink } from "../../parts/links.tsx";
import { ConversationMenu } from "./ConversationMenu.tsx";
import { useWhose } from "./useWhose.ts";

interface ConversationRowProps {
  conversation: Conversation;
  /** Empty while they are not known: then the server says. */
  rights: Rights;
  isCurrent: boolean;
  onOpened(): void;
}

export function ConversationRow({ conversation, rights, isCurrent, onOpened }: ConversationRowProps) {
  const { conversationId } = conversation;
  const title = conversation.title || t`New Chat`;
  const { byWhom } = useWhose(conversation);
  return (
    <Group gap={0} wrap="nowrap">
      <NavigationLink
        to="/c/$conversationId"
        params={{ conversationId }}
        label={title}
        noWrap
        py={6}
        onClick={onOpened}
        {...(byWhom && { description: byWhom, leftSection: <IconUsers size={16} stroke={1.7} aria-hidden /> })}
        {...(isCurrent && { "aria-current": "page" as const })}
      />
      <ConversationMenu conversation={conversation} rights={rights} isCurrent={isCurrent} />
    </Group>
  );
}
