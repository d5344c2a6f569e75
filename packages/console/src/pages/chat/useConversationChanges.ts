import { t } from "@lingui/core/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import {
  archiveConversation,
  type Conversation,
  deleteConversation,
  duplicateConversation,
  inEachList,
  messagesQuery,
  pinConversation,
} from "../../api/conversations.ts";
import { confirm } from "../../parts/confirm.tsx";
import { saveFile } from "../../parts/saveFile.ts";
import { shown } from "../../parts/shownAtOnce.ts";
import { useChange } from "../../parts/useChange.ts";
import { asLibreChat, asMarkdown, fileNameOf } from "./exportConversation.ts";
import { threadOf } from "./threadOf.ts";

const LONGEST_TITLE = 1_024;

/** What the menu of a conversation does. */
export function useConversationChanges(conversation: Conversation, isCurrent: boolean) {
  const { conversationId, isArchived, pinned } = conversation;
  const title = conversation.title || t`New Chat`;
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const refresh = [["conversations"], ["conversation", conversationId]];
  // In each list that shows it, it is there no longer: those to which it goes are read again.
  const elsewhere = () => [
    shown(
      ["conversations"],
      inEachList((one) => (one.conversationId === conversationId ? null : one)),
    ),
  ];
  const pinning = useChange({
    run: () => pinConversation(conversationId, !pinned),
    refresh,
    said: pinned ? t`It is no longer pinned` : t`It is pinned: it stands first in the list`,
  });
  const archiving = useChange({
    run: () => archiveConversation(conversationId, !isArchived),
    shows: elsewhere,
    refresh,
    said: isArchived ? t`It is back in the list` : t`It is archived: find it under Archived, above the list`,
  });
  const duplicating = useChange({
    run: () => duplicateConversation(conversationId, t`${title.slice(0, LONGEST_TITLE - 7)} (copy)`),
    refresh: [["conversations"]],
    said: t`This is the copy: it is yours, and shared with nobody`,
    onDone: ({ conversation: copy }) =>
      void navigate({ to: "/c/$conversationId", params: { conversationId: copy.conversationId } }),
  });
  const exporting = useChange({
    run: async (form: "json" | "md") => {
      const messages = await queryClient.fetchQuery({ ...messagesQuery(conversationId), staleTime: 0 });
      if (form === "json")
        saveFile(fileNameOf(title, form), "application/json", asLibreChat(conversation, messages, new Date()));
      else saveFile(fileNameOf(title, form), "text/markdown", asMarkdown(conversation, threadOf(messages)));
    },
  });
  const deleting = useChange({
    run: () => deleteConversation(conversationId),
    shows: elsewhere,
    refresh: [["conversations"], ["bookmarks"]],
    said: t`The conversation is deleted`,
    onDone: () => (isCurrent ? navigate({ to: "/c/new" }) : undefined),
    gone: ["conversation", conversationId],
  });
  return {
    pin: () => pinning.mutate(),
    archive: () => archiving.mutate(),
    duplicate: () => duplicating.mutate(),
    exportAs: (form: "json" | "md") => exporting.mutate(form),
    async askAndDelete() {
      const sure = await confirm({
        title: t`Delete this conversation?`,
        text: t`“${title}” and all its messages will be gone, also for those whom it is shared with.`,
        confirm: t`Delete`,
      });
      if (sure) deleting.mutate();
    },
  };
}
