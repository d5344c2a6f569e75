import { t } from "@lingui/core/macro";
import { Badge, Group, Title } from "@mantine/core";
import { IconArchive, IconBookmark, IconUsers } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Conversation } from "../../api/conversations.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";

/** Bookmarks that are shown; of further ones, how many there are. */
const MOST_SHOWN = 4;
const icon = { size: 12, "aria-hidden": true } as const;

interface ConversationHeaderProps {
  conversation: Conversation;
  byWhom: string | null;
  /** The agent that it is had with, where one may use it. */
  agent: { id: string; name: string; picture: string | null } | null;
}

export function ConversationHeader({ conversation, byWhom, agent }: ConversationHeaderProps) {
  const { tags, isArchived } = conversation;
  const further = tags.slice(MOST_SHOWN);
  return (
    <Group px="md" py={10} justify="space-between" wrap="nowrap" style={{ borderBlockEnd: "1px solid var(--line)" }}>
      <div style={{ minWidth: 0 }}>
        <Title order={1} size="h5" lineClamp={1} tabIndex={-1}>
          {conversation.title || t`New Chat`}
        </Title>
        {(byWhom !== null || isArchived || tags.length > 0) && (
          <Group gap={4} mt={4} role="group" aria-label={t`About this conversation`}>
            {byWhom !== null && <Mark icon={<IconUsers {...icon} />}>{byWhom}</Mark>}
            {isArchived && <Mark icon={<IconArchive {...icon} />}>{t`Archived`}</Mark>}
            {tags.slice(0, MOST_SHOWN).map((tag) => (
              <Mark key={tag} icon={<IconBookmark {...icon} />}>
                {tag}
              </Mark>
            ))}
            {further.length > 0 && <Mark title={further.join(", ")}>{t`${further.length} more`}</Mark>}
          </Group>
        )}
      </div>
      {agent && (
        <ButtonLink
          size="compact-sm"
          variant="subtle"
          maw="45%"
          style={{ flex: "none" }}
          to="/c/new"
          search={{ agent: agent.id }}
          leftSection={<PrincipalIcon kind="agent" name={agent.name} picture={agent.picture} size={20} />}
        >
          {agent.name}
        </ButtonLink>
      )}
    </Group>
  );
}

const Mark = ({ icon, title, children }: { icon?: ReactNode; title?: string; children: string }) => (
  <Badge variant="default" size="sm" tt="none" fw={500} maw={180} leftSection={icon} title={title ?? children}>
    {children}
  </Badge>
);
