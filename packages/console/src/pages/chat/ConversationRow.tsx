import { ActionIcon, Button, Group, Menu, TextInput } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type Conversation, deleteConversation, renameConversation } from "../../api/conversations.ts";
import { confirm } from "../../parts/confirm.tsx";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { NavigationLink } from "../../parts/links.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";

interface ConversationRowProps {
  conversation: Conversation;
  isCurrent: boolean;
  onOpened(): void;
}

export function ConversationRow({ conversation, isCurrent, onOpened }: ConversationRowProps) {
  const { conversationId } = conversation;
  const title = conversation.title || "New Chat";
  const navigate = useNavigate();
  const deleting = useChange({
    run: () => deleteConversation(conversationId),
    refresh: [["conversations"]],
    said: "The conversation is deleted",
    onDone: () => {
      if (isCurrent) void navigate({ to: "/c/new" });
    },
  });
  const askAndDelete = async () => {
    const sure = await confirm({
      title: "Delete this conversation?",
      text: `“${title}” and all its messages will be gone.`,
      confirm: "Delete",
    });
    if (sure) deleting.mutate();
  };
  return (
    <Group gap={0} wrap="nowrap">
      <NavigationLink
        to="/c/$conversationId"
        params={{ conversationId }}
        label={title}
        noWrap
        py={6}
        onClick={onOpened}
        {...(isCurrent && { "aria-current": "page" as const })}
      />
      <Menu position="bottom-end" shadow="md" keepMounted={false}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`More for ${title}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => askForTitle(conversationId, title)}>
            Rename
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => void askAndDelete()}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

function askForTitle(conversationId: string, title: string) {
  openForm({ title: "Rename the conversation", children: <Rename conversationId={conversationId} title={title} /> });
}

function Rename({ conversationId, title }: { conversationId: string; title: string }) {
  const [text, setText] = useState(title);
  const renaming = useChange({
    run: () => renameConversation(conversationId, text.trim()),
    refresh: [["conversations"], ["conversation", conversationId]],
    onDone: closeForm,
  });
  useUnsaved(() => text !== title, "The title is not saved yet.");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) renaming.mutate();
      }}
    >
      <TextInput
        label="Title"
        data-autofocus
        maxLength={1024}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="md">
        <Button type="submit" loading={renaming.isPending} disabled={text.trim() === ""}>
          Rename
        </Button>
      </Group>
    </form>
  );
}
