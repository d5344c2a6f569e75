import { t } from "@lingui/core/macro";
import { Alert, Button, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { setBudget } from "../../api/balances.ts";
import { configQuery } from "../../api/config.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useNarrowing } from "../../parts/useListPlace.ts";
import { WhomIAdminister } from "../administered/WhomIAdminister.tsx";
import { BalanceList } from "./BalanceList.tsx";
import { BudgetForm } from "./BudgetForm.tsx";
import { BudgetList } from "./BudgetList.tsx";

const route = getRouteApi("/signed-in/balances");

/** What people have and may spend on models. */
export function BalancesPage() {
  const { tab, q = "" } = route.useSearch();
  const narrow = useNarrowing();
  const shown = tab === "budgets" ? "budgets" : "people";
  return (
    <div className="page">
      <PageTitle
        title={t`Balances`}
        text={t`What people have to spend on models, and what may be spent in a time. A million credits are one US dollar.`}
        {...(shown === "budgets" && {
          actions: (
            <Button
              size="xs"
              onClick={() =>
                openForm({
                  title: t`New budget`,
                  children: <BudgetForm former={null} save={setBudget} />,
                  isLarge: true,
                })
              }
            >
              {t`New budget`}
            </Button>
          ),
        })}
      />
      <WhomIAdminister by="manage:balances" />
      <Tabs
        value={shown}
        keepMounted={false}
        onChange={(next) => narrow({ tab: next === "budgets" ? next : undefined, q: undefined })}
      >
        <Tabs.List mb="md" aria-label={t`Balances`}>
          <Tabs.Tab value="people">{t`People`}</Tabs.Tab>
          <Tabs.Tab value="budgets">{t`Budgets`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="people">
          <WhetherOn />
          <BalanceList search={q} onSearch={(text) => narrow({ q: text })} />
        </Tabs.Panel>
        <Tabs.Panel value="budgets">
          <Loaded>
            <BudgetList />
          </Loaded>
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function WhetherOn() {
  const config = useQuery(configQuery).data;
  if (!config || config.balance?.enabled) return null;
  return (
    <Alert variant="light" color="gray" mb="md" role="note">
      {t`Balances are off: nobody is refused for want of credits. They are switched on by balance.enabled in librechat.yaml, or for some by an override.`}
    </Alert>
  );
}
