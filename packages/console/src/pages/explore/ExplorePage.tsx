import { t } from "@lingui/core/macro";
import { Tabs, Text } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCapability } from "../../api/may.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { WhomIAdminister } from "../administered/WhomIAdminister.tsx";
import { Compare } from "./Compare.tsx";
import { WhatTheyReach } from "./WhatTheyReach.tsx";
import { WhoHasIt } from "./WhoHasIt.tsx";
import { WhoReachesIt } from "./WhoReachesIt.tsx";

const route = getRouteApi("/signed-in/explore");

/** What the address asks. */
export interface Explored {
  by?: string | undefined;
  who?: string | undefined;
  /** `true`: of a group, also what reaches it through the groups that it lies in. */
  through?: string | undefined;
  type?: string | undefined;
  whose?: string | undefined;
  thing?: string | undefined;
  action?: string | undefined;
  what?: string | undefined;
  one?: string | undefined;
  other?: string | undefined;
  at?: string | undefined;
}

/** Who can do what, from every side. What is asked is in the address, so that it can be sent to a colleague. */
export function ExplorePage() {
  const asked = route.useSearch();
  const navigate = useNavigate();
  // Who has something, and who reaches a thing, is a matter of the whole organization.
  const asksAll = useCapability("read:access") !== false;
  const tabs = asksAll ? (["who", "thing", "power", "compare"] as const) : (["who", "compare"] as const);
  const by = tabs.find((one) => one === asked.by) ?? "who";
  const go = (search: Explored) => void navigate({ to: "/explore", search: present(search), replace: true });
  return (
    <div className="page">
      <PageTitle
        title={t`Explorer`}
        text={t`What somebody reaches, who reaches a thing, who has a power, and what one can do that another cannot. Every line leads to its reason.`}
      />
      <WhomIAdminister by="read:access" />
      <Tabs value={by} keepMounted={false} onChange={(next) => go({ by: next ?? "who" })}>
        <Tabs.List mb="md" aria-label={t`Explorer`}>
          <Tabs.Tab value="who">{t`What somebody reaches`}</Tabs.Tab>
          {asksAll && <Tabs.Tab value="thing">{t`Who reaches a thing`}</Tabs.Tab>}
          {asksAll && <Tabs.Tab value="power">{t`Who has a power`}</Tabs.Tab>}
          <Tabs.Tab value="compare">{t`Compare two`}</Tabs.Tab>
        </Tabs.List>
        {asked.by !== undefined && asked.by !== by && (
          <Text size="sm" mb="md" role="status">
            {t`This address asks something that the explorer does not answer, or not to you: choose what to ask.`}
          </Text>
        )}
        <Tabs.Panel value="who">
          <WhatTheyReach asked={asked} onAsk={(next) => go({ ...next, by: "who" })} />
        </Tabs.Panel>
        <Tabs.Panel value="thing">
          <WhoReachesIt key={asked.thing} asked={asked} onAsk={(next) => go({ ...next, by: "thing" })} />
        </Tabs.Panel>
        <Tabs.Panel value="power">
          <WhoHasIt asked={asked} onAsk={(next) => go({ ...next, by: "power" })} />
        </Tabs.Panel>
        <Tabs.Panel value="compare">
          <Compare asked={asked} onAsk={(next) => go({ ...next, by: "compare" })} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

/** Without what is absent: it stands in no address. */
const present = (search: Explored): Record<string, string> =>
  Object.fromEntries(Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
