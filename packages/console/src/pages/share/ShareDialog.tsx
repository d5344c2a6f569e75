import { Tabs } from "@mantine/core";
import { Loaded } from "../../parts/Loaded.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { AdvancedGrants } from "./AdvancedGrants.tsx";
import { GeneralAccess } from "./GeneralAccess.tsx";
import { Ownership } from "./Ownership.tsx";
import type { Shared } from "./ShareButton.tsx";
import { WhoCanDoWhat } from "./WhoCanDoWhat.tsx";

export function ShareDialog(props: Shared & { onClose(): void }) {
  const skeleton = <RowsSkeleton rows={4} />;
  return (
    <Tabs defaultValue="people" keepMounted={false}>
      <Tabs.List mb="md" aria-label="Sharing">
        <Tabs.Tab value="people">People and groups</Tabs.Tab>
        <Tabs.Tab value="now">Who can do what now</Tabs.Tab>
        <Tabs.Tab value="advanced">Advanced</Tabs.Tab>
        <Tabs.Tab value="owner">Ownership</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="people">
        <Loaded skeleton={skeleton}>
          <GeneralAccess {...props} />
        </Loaded>
      </Tabs.Panel>
      <Tabs.Panel value="now">
        <Loaded skeleton={skeleton}>
          <WhoCanDoWhat {...props} />
        </Loaded>
      </Tabs.Panel>
      <Tabs.Panel value="advanced">
        <Loaded skeleton={skeleton}>
          <AdvancedGrants {...props} />
        </Loaded>
      </Tabs.Panel>
      <Tabs.Panel value="owner">
        <Ownership {...props} />
      </Tabs.Panel>
    </Tabs>
  );
}
