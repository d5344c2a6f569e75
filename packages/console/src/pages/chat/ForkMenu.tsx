import { t } from "@lingui/core/macro";
import { Button, Menu, Text } from "@mantine/core";
import { IconGitFork } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ForkOption, forkConversation } from "../../api/conversations.ts";
import { useChange } from "../../parts/useChange.ts";

const ways: readonly (readonly [option: ForkOption, name: string, text: string])[] = [
  ["directPath", t`Only the way here`, t`The messages from the first to this one.`],
  ["includeBranches", t`With other answers`, t`These, and other answers on the way.`],
  ["targetLevel", t`Everything up to here`, t`Every branch, as deep as this message.`],
];

interface ForkMenuProps {
  conversationId: string;
  messageId: string;
}

/** Goes on from a message in a conversation of one's own; the one that it comes from stays as it is. */
export function ForkMenu({ conversationId, messageId }: ForkMenuProps) {
  const navigate = useNavigate();
  const forking = useChange({
    run: (option: ForkOption) => forkConversation(conversationId, messageId, option),
    refresh: [["conversations"]],
    said: t`This is the fork: it is yours, and shared with nobody`,
    onDone: ({ conversation: fork }) =>
      void navigate({ to: "/c/$conversationId", params: { conversationId: fork.conversationId } }),
  });
  return (
    <Menu position="bottom-start" shadow="md" keepMounted={false} width={280}>
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconGitFork size={14} />}
          loading={forking.isPending}
          aria-label={t`Fork from here`}
        >
          {t`Fork`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t`Fork from here`}</Menu.Label>
        {ways.map(([option, name, text]) => (
          <Menu.Item key={option} onClick={() => forking.mutate(option)}>
            {name}
            <Text size="xs" c="dimmed">
              {text}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
