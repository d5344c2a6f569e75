import { t } from "@lingui/core/macro";
import { Button, Group, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Conversation, inEachList, renameConversation } from "../../api/conversations.ts";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { shown } from "../../parts/shownAtOnce.ts";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";

export function askForTitle(conversationId: string, title: string) {
  openForm({
    title: t`Rename the conversation`,
    children: <RenameConversation conversationId={conversationId} title={title} />,
  });
}

function RenameConversation({ conversationId, title }: { conversationId: string; title: string }) {
  const [text, setText] = useState(title);
  const renaming = useChange({
    run: () => renameConversation(conversationId, text.trim()),
    shows: () => [
      shown(
        ["conversations"],
        inEachList((one) => (one.conversationId === conversationId ? { ...one, title: text.trim() } : one)),
      ),
      shown<Conversation>(["conversation", conversationId], (one) => ({ ...one, title: text.trim() })),
    ],
    refresh: [["conversations"], ["conversation", conversationId]],
    onDone: closeForm,
  });
  useUnsaved(() => text !== title, t`The title is not saved yet.`);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) renaming.mutate();
      }}
    >
      <TextInput
        label={t`Title`}
        data-autofocus
        maxLength={1024}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="md">
        <Button type="submit" loading={renaming.isPending} disabled={text.trim() === ""}>
          {t`Rename`}
        </Button>
      </Group>
    </form>
  );
}
