import { t } from "@lingui/core/macro";
import { Tabs } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Loaded } from "../../parts/Loaded.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { SharedByMe } from "./SharedByMe.tsx";
import { SharedWithMe } from "./SharedWithMe.tsx";

const route = getRouteApi("/signed-in/sharing");

/** What one shares with others, and others with one. */
export function SharingPage() {
  const { side = "by-me" } = route.useSearch();
  const navigate = useNavigate();
  return (
    <div className="page">
      <PageTitle
        title={t`Sharing`}
        text={t`Who has what from whom, and the day on which it was last used. What people wrote is never shown here.`}
      />
      <Tabs
        value={side}
        keepMounted={false}
        onChange={(next) =>
          void navigate({ to: "/sharing", search: next === "with-me" ? { side: next } : {}, replace: true })
        }
      >
        <Tabs.List mb="md" aria-label={t`Sharing`}>
          <Tabs.Tab value="by-me">{t`By me`}</Tabs.Tab>
          <Tabs.Tab value="with-me">{t`With me`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="by-me">
          <Loaded of="by-me">
            <SharedByMe />
          </Loaded>
        </Tabs.Panel>
        <Tabs.Panel value="with-me">
          <Loaded of="with-me">
            <SharedWithMe />
          </Loaded>
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
