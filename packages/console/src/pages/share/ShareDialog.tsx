import { t } from "@lingui/core/macro";
import { Tabs } from "@mantine/core";
import { Loaded } from "../../parts/Loaded.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { Ownership } from "./Ownership.tsx";
import type { Shared } from "./ShareButton.tsx";
import { SharedWith } from "./SharedWith.tsx";
import { WhoCanDoWhat } from "./WhoCanDoWhat.tsx";

export function ShareDialog({ shared, onClose }: { shared: Shared; onClose(): void }) {
  const skeleton = <RowsSkeleton rows={4} />;
  return (
    // What somebody began to give is still there after a look at another tab; hidden, and not put to rest, or nothing would ask for it on closing.
    <Tabs className="share-tabs" defaultValue="shared" keepMounted={false} keepMountedMode="display-none">
      <Tabs.List mb="md" aria-label={t`Sharing`}>
        <Tabs.Tab value="shared">{t`Shared with`}</Tabs.Tab>
        <Tabs.Tab value="now">{t`Who can do what now`}</Tabs.Tab>
        <Tabs.Tab value="owner">{t`Owner`}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="shared" keepMounted>
        <Loaded skeleton={skeleton}>
          <SharedWith shared={shared} />
        </Loaded>
      </Tabs.Panel>
      <Tabs.Panel value="now">
        <Loaded skeleton={skeleton}>
          <WhoCanDoWhat shared={shared} />
        </Loaded>
      </Tabs.Panel>
      <Tabs.Panel value="owner">
        <Loaded skeleton={skeleton}>
          <Ownership shared={shared} onClose={onClose} />
        </Loaded>
      </Tabs.Panel>
    </Tabs>
  );
}
