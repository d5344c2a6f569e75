import { t } from "@lingui/core/macro";
import { Tabs } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type Link, linkToQuery } from "../../api/links.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { SharedWith } from "../share/SharedWith.tsx";
import { LinkSettingsPanel } from "./LinkSettingsPanel.tsx";
import { MakeLinkForm } from "./MakeLinkForm.tsx";
import { OpenedBy } from "./OpenedBy.tsx";
import { OtherLinks } from "./OtherLinks.tsx";

interface LinkDialogProps {
  conversationId: string;
  title: string;
}

/** One's own link to a conversation, or the making of one, and the links of others. */
export function LinkDialog({ conversationId, title }: LinkDialogProps) {
  const { data: found } = useSuspenseQuery(linkToQuery(conversationId));
  return (
    <>
      {found ? <OwnLink {...found} title={title} /> : <MakeLinkForm conversationId={conversationId} />}
      <OtherLinks conversationId={conversationId} title={title} shown={found?.link._id} />
    </>
  );
}

function OwnLink({ link, etag, title }: { link: Link; etag: string | null; title: string }) {
  const skeleton = <RowsSkeleton rows={3} />;
  return (
    <Tabs className="share-tabs" defaultValue="link" keepMounted={false} keepMountedMode="display-none">
      <Tabs.List mb="md" aria-label={t`The link`}>
        <Tabs.Tab value="link">{t`Link`}</Tabs.Tab>
        <Tabs.Tab value="shared">{t`Who may open it`}</Tabs.Tab>
        <Tabs.Tab value="opened">{t`Who opened it`}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="link" keepMounted>
        <LinkSettingsPanel key={link._id} link={link} etag={etag} />
      </Tabs.Panel>
      <Tabs.Panel value="shared" keepMounted>
        <Loaded skeleton={skeleton}>
          <SharedWith shared={{ type: "sharedLink", id: link._id, name: t`The link to ${title}` }} />
        </Loaded>
      </Tabs.Panel>
      <Tabs.Panel value="opened">
        <Loaded skeleton={skeleton}>
          <OpenedBy shareId={link.shareId} />
        </Loaded>
      </Tabs.Panel>
    </Tabs>
  );
}
