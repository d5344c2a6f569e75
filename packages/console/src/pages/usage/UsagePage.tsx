import { t } from "@lingui/core/macro";
import { Button, Group, SegmentedControl, Tabs } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useCapability } from "../../api/may.ts";
import { fetchUsageCsv, type PeriodKind, type UsageTableName } from "../../api/usage.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { saveBlob } from "../../parts/saveFile.ts";
import { useChange } from "../../parts/useChange.ts";
import { WhomIAdminister } from "../administered/WhomIAdminister.tsx";
import { OverTime } from "./OverTime.tsx";
import { Agents, Groups, Keys, Models, People } from "./Rankings.tsx";
import { Refusals } from "./Refusals.tsx";
import { Sharing } from "./Sharing.tsx";
import { type Go, kinds, placeOf, tabs, type UsageSearch } from "./search.ts";

const route = getRouteApi("/signed-in/usage");

/** How much the workspace is used, by whom and with what, what is shared most and refused most; never what people write. */
export function UsagePage() {
  const search: UsageSearch = route.useSearch();
  const navigate = route.useNavigate();
  const readsGroups = useCapability("read:groups");
  const readsAccess = useCapability("read:access");
  const readsUsage = useCapability("read:usage");
  const readsInsights = useCapability("read:insights");
  const managesKeys = useCapability("manage:keys");
  // Of the people of some groups alone it is told how much they do, and who most.
  const isOfAll = readsUsage || readsInsights;
  const shown = tabs.filter(
    ({ value }) =>
      (isOfAll || value === "time" || value === "people") &&
      (value !== "groups" || readsGroups) &&
      (value !== "keys" || (readsUsage && managesKeys)) &&
      (value !== "sharing" || readsAccess),
  );
  const tab = tabs.find(({ value }) => value === search.tab)?.value ?? "time";
  const by = kinds.find(({ value }) => value === search.by)?.value ?? "day";
  const { from, show, type } = search;
  // Programs write no messages.
  const sort = search.sort ?? { sharing: "people", keys: "tokens" }[tab as string] ?? "messages";
  const go: Go = (next) => void navigate({ search: placeOf({ tab, by, ...next }), replace: true });
  const csv = useChange({
    run: async () =>
      saveBlob(
        `gatehouse-${tab}.csv`,
        await fetchUsageCsv(tab, { by, from, type, ...((search.sort !== undefined || tab === "keys") && { sort }) }),
      ),
    said: t`Downloaded`,
  });
  const contents: Readonly<Record<UsageTableName, () => React.ReactNode>> = {
    time: () => <OverTime by={by} show={show} onShow={(next) => go({ show: next })} />,
    models: () => <Models filters={{ by, from, sort }} go={go} />,
    agents: () => <Agents filters={{ by, from, sort }} go={go} />,
    groups: () => <Groups filters={{ by, from, sort }} go={go} />,
    people: () => <People filters={{ by, from, sort }} go={go} />,
    keys: () => <Keys filters={{ by, from, sort }} go={go} />,
    sharing: () => <Sharing type={type} sort={sort} go={go} />,
    refusals: () => <Refusals by={by} from={from} go={go} />,
  };
  return (
    <div className="page">
      <PageTitle
        title={t`Analytics`}
        text={t`How much people use the workspace, with what, and what that costs. What they write is theirs, and is not shown.`}
        actions={
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            loading={csv.isPending}
            onClick={() => csv.mutate()}
          >
            {t`Download as CSV`}
          </Button>
        }
      />
      <WhomIAdminister by="read:usage" />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => void navigate({ search: placeOf({ tab: next ?? undefined, by }) })}
      >
        <Tabs.List mb="md" aria-label={t`Analytics`}>
          {shown.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tab !== "sharing" && (
          <Group mb="md">
            <SegmentedControl
              aria-label={t`Periods`}
              data={[...kinds]}
              value={by}
              onChange={(value) => go({ by: value as PeriodKind, sort: search.sort, show })}
            />
          </Group>
        )}
        {tabs.map(({ value }) => (
          <Tabs.Panel key={value} value={value}>
            <Loaded of={JSON.stringify([value, by, from, sort, type])}>{contents[value]()}</Loaded>
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  );
}
