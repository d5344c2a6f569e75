import { t } from "@lingui/core/macro";
import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArchive,
  IconArchiveOff,
  IconBookmark,
  IconCopy,
  IconDots,
  IconDownload,
  IconFlag,
  IconFolderSymlink,
  IconLink,
  IconPencil,
  IconPin,
  IconPinnedOff,
  IconTrash,
  IconUserShare,
} from "@tabler/icons-react";
import type { Conversation } from "../../api/conversations.ts";
import { type Rights, useFeature } from "../../api/may.ts";
import { useSession } from "../../app/useSession.ts";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { GuardedMenuItem } from "../../parts/GuardedMenuItem.tsx";
import { whyNot } from "../../parts/whyNot.ts";
import { openLinkTo } from "../links/openLink.tsx";
import { openReport } from "../moderation/ReportForm.tsx";
import { askForProject } from "../projects/moveConversation.tsx";
import { type Shared, Sharing } from "../share/ShareButton.tsx";
import { askForBookmarks } from "./bookmarks/SetBookmarks.tsx";
import { askForTitle } from "./RenameConversation.tsx";
import { useConversationChanges } from "./useConversationChanges.ts";

interface ConversationMenuProps {
  conversation: Conversation;
  rights: Rights;
  isCurrent: boolean;
}

/** What can be done with a conversation. */
export function ConversationMenu({ conversation, rights, isCurrent }: ConversationMenuProps) {
  const { _id, conversationId, isArchived, pinned, tags, chatProjectId } = conversation;
  const title = conversation.title || t`New Chat`;
  const changes = useConversationChanges(conversation, isCurrent);
  const bookmarks = useFeature("BOOKMARKS.USE");
  const me = useSession()?.id;
  const mayNotChange = whyNot(rights.update);
  return (
    <Menu position="bottom-end" shadow="md" keepMounted={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t`More for ${title}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <GuardedMenuItem
          leftSection={<IconPencil size={16} />}
          whyNot={mayNotChange}
          onClick={() => askForTitle(conversationId, title)}
        >
          {t`Rename`}
        </GuardedMenuItem>
        <GuardedMenuItem
          leftSection={pinned ? <IconPinnedOff size={16} /> : <IconPin size={16} />}
          whyNot={mayNotChange}
          onClick={changes.pin}
        >
          {pinned ? t`Unpin` : t`Pin`}
        </GuardedMenuItem>
        <GuardedMenuItem
          leftSection={isArchived ? <IconArchiveOff size={16} /> : <IconArchive size={16} />}
          whyNot={mayNotChange}
          onClick={changes.archive}
        >
          {isArchived ? t`Unarchive` : t`Archive`}
        </GuardedMenuItem>
        {bookmarks?.allowed && (
          <Menu.Item leftSection={<IconBookmark size={16} />} onClick={() => askForBookmarks(conversationId, tags)}>
            {t`Bookmarks…`}
          </Menu.Item>
        )}
        <GuardedMenuItem leftSection={<IconCopy size={16} />} whyNot={whyNot(rights.view)} onClick={changes.duplicate}>
          {t`Duplicate`}
        </GuardedMenuItem>
        <GuardedMenuItem
          leftSection={<IconUserShare size={16} />}
          whyNot={whyNot(rights.share)}
          onClick={() => openSharing({ type: "conversation", id: _id, name: title })}
        >
          {t`Share…`}
        </GuardedMenuItem>
        <GuardedMenuItem
          leftSection={<IconFolderSymlink size={16} />}
          whyNot={whyNot(rights.share)}
          onClick={() => askForProject({ conversationId, current: chatProjectId })}
        >
          {t`Move to a project…`}
        </GuardedMenuItem>
        <GuardedMenuItem
          leftSection={<IconLink size={16} />}
          whyNot={whyNot(rights.share)}
          onClick={() => openLinkTo({ conversationId, title })}
        >
          {t`Link…`}
        </GuardedMenuItem>
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item leftSection={<IconDownload size={16} />}>{t`Export`}</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            <Menu.Item onClick={() => changes.exportAs("json")}>{t`JSON, to import again`}</Menu.Item>
            <Menu.Item onClick={() => changes.exportAs("md")}>{t`Markdown, to read`}</Menu.Item>
          </Menu.Sub.Dropdown>
        </Menu.Sub>
        {conversation.user !== me && (
          <Menu.Item
            leftSection={<IconFlag size={16} />}
            onClick={() => openReport({ resource: `conversation:${conversationId}`, what: `“${title}”` })}
          >
            {t`Report…`}
          </Menu.Item>
        )}
        <GuardedMenuItem
          leftSection={<IconTrash size={16} />}
          whyNot={whyNot(rights.delete)}
          onClick={() => void changes.askAndDelete()}
        >
          {t`Delete`}
        </GuardedMenuItem>
      </Menu.Dropdown>
    </Menu>
  );
}

const openSharing = (shared: Shared) =>
  openForm({
    title: t`Share ${shared.name}`,
    isLarge: true,
    children: <Sharing shared={shared} onClose={closeForm} />,
  });
