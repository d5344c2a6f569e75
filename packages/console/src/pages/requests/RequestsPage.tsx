import { t } from "@lingui/core/macro";
import { Tabs } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { Box } from "../../api/requests.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { MyRequests } from "./MyRequests.tsx";
import { RequestsToMe } from "./RequestsToMe.tsx";

const route = getRouteApi("/signed-in/requests");

/** What others ask of one, and what one asked for. */
export function RequestsPage() {
  const { box = "to-me" } = route.useSearch();
  const navigate = useNavigate();
  return (
    <div className="page">
      <PageTitle title={t`Requests`} text={t`Who asks you for access, and what became of what you asked for.`} />
      <Tabs
        value={box}
        keepMounted={false}
        onChange={(next) => void navigate({ to: "/requests", search: { box: next as Box }, replace: true })}
      >
        <Tabs.List mb="md" aria-label={t`Requests`}>
          <Tabs.Tab value="to-me">{t`To me`}</Tabs.Tab>
          <Tabs.Tab value="mine">{t`Mine`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="to-me">
          <Loaded of="to-me">
            <RequestsToMe />
          </Loaded>
        </Tabs.Panel>
        <Tabs.Panel value="mine">
          <Loaded of="mine">
            <MyRequests />
          </Loaded>
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
