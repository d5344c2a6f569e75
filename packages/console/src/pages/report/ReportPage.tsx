import { t } from "@lingui/core/macro";
import { Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useCapability } from "../../api/may.ts";
import { findings, type ReportFilters } from "../../api/report.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { WhomIAdminister } from "../administered/WhomIAdminister.tsx";
import { ByPerson, type PersonAsked } from "./ByPerson.tsx";
import { dayChoices, Filters } from "./Filters.tsx";
import { Findings } from "./Findings.tsx";
import { GrantLines } from "./GrantLines.tsx";

const route = getRouteApi("/signed-in/report");

/** Who can reach what: what was given, with what is worth looking at of it, or what one person reaches. What is asked is in the address. */
export function ReportPage() {
  const { by, of, through, on, finding: named, days: typed, who, type, whose, sort, order } = route.useSearch();
  const navigate = route.useNavigate();
  // How much there is of each finding, and what is shared, is a matter of the whole organization.
  const asksAll = useCapability("read:access");
  const finding = findings.find((one) => one === named);
  const days = dayChoices.find((one) => one === typed);
  const filters: ReportFilters = { of, through, on, finding, days };
  // Each is a place of its own: Back leads to what was asked before.
  const go = (search: Record<string, string | undefined>) => void navigate({ search: present(search) });
  const filter = (next: ReportFilters) => go({ ...next, sort, order });
  const ask = (next: PersonAsked) => go({ by: "person", ...next });
  return (
    <div className="page">
      <PageTitle
        title={t`Access report`}
        text={t`Who can reach what, who gave it, and what is worth looking at. What people wrote is never shown here.`}
        actions={
          asksAll && (
            <ButtonLink to="/shared" size="xs" variant="default">
              {t`By thing`}
            </ButtonLink>
          )
        }
      />
      <WhomIAdminister by="read:access" />
      <Tabs
        value={by === "person" ? "person" : "grants"}
        keepMounted={false}
        onChange={(next) => go(next === "person" ? { by: "person" } : {})}
      >
        <Tabs.List mb="md" aria-label={t`Access report`}>
          <Tabs.Tab value="grants">{t`What was given`}</Tabs.Tab>
          <Tabs.Tab value="person">{t`By person`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="grants">
          {asksAll && (
            <Loaded of={days ?? ""}>
              <Findings filters={filters} onChoose={(next) => filter({ ...filters, finding: next, days: undefined })} />
            </Loaded>
          )}
          <Filters filters={filters} onFilter={filter} />
          <Loaded of={JSON.stringify([filters, sort, order])}>
            <GrantLines
              key={JSON.stringify([filters, sort, order])}
              filters={filters}
              onThing={(resource) => filter({ on: resource })}
            />
          </Loaded>
        </Tabs.Panel>
        <Tabs.Panel value="person">
          <ByPerson asked={{ who, type, whose }} onAsk={ask} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

/** Without what is absent: it stands in no address. */
const present = (search: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
