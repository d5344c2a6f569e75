import { t } from "@lingui/core/macro";
import { openForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { LinkDialog } from "./LinkDialog.tsx";

interface OfConversation {
  conversationId: string;
  title: string;
}

/** One's link to a conversation, in a dialog: makes it, or shows what it is. */
export const openLinkTo = ({ conversationId, title }: OfConversation) =>
  openForm({
    title: t`Link to ${title}`,
    isLarge: true,
    children: (
      <Loaded>
        <LinkDialog conversationId={conversationId} title={title} />
      </Loaded>
    ),
  });
