import { t } from "@lingui/core/macro";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import {
  BALANCES_CHANGED,
  type Budget,
  liftOwnBudget,
  type OwnBalance,
  ownBalanceQuery,
  ownBudgetsQuery,
  setOwnBudget,
} from "../../api/balances.ts";
import { configQuery } from "../../api/config.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { useChange } from "../../parts/useChange.ts";
import { BudgetBar } from "../balances/BudgetBar.tsx";
import { BudgetForm } from "../balances/BudgetForm.tsx";
import { creditsInWords, refillInWords, whoseInWords } from "../balances/inWords.ts";

/** What one has to spend on models, and how far it goes; nothing where nothing is counted. */
export function OwnSpending() {
  const isOn = useQuery(configQuery).data?.balance?.enabled === true;
  const { data: balance } = useQuery({ ...ownBalanceQuery, enabled: isOn });
  const { data: budgets = [] } = useQuery(ownBudgetsQuery);
  if (!isOn && budgets.length === 0) return null;
  const cap = budgets.find(({ whose }) => whose === "own");
  return (
    <Stack className="panel" p="lg" component="section" aria-labelledby="own-spending">
      <Title order={2} size="h4" id="own-spending">
        {t`What you can spend`}
      </Title>
      {balance && <Credits of={balance} />}
      {budgets.map((budget) => (
        <div key={`${budget.whose} ${budget.principal}`}>
          <Text size="sm" fw={500}>
            {whoseCap(budget)}
          </Text>
          <BudgetBar budget={budget} />
        </div>
      ))}
      <CapButtons cap={cap} />
    </Stack>
  );
}

function Credits({ of }: { of: OwnBalance }) {
  const { tokenCredits, refillIntervalValue, refillIntervalUnit, refillAmount } = of;
  const refill =
    refillIntervalValue !== undefined && refillIntervalUnit !== undefined && refillAmount !== undefined
      ? { every: refillIntervalValue, unit: refillIntervalUnit, credits: refillAmount, lastAt: null }
      : null;
  return (
    <div>
      <Text fw={600}>{creditsInWords(tokenCredits)}</Text>
      <Text size="xs" c="dimmed">
        {refillInWords({ refill }) ?? t`An administrator can give you more.`}
      </Text>
    </div>
  );
}

/** Whose budget counts for one. */
function whoseCap(budget: Budget): string {
  if (budget.whose === "own") return t`Your own cap`;
  return budget.principal.startsWith("user:") ? t`Your budget` : whoseInWords(budget);
}

/** A cap of one's own counts beside what administrators set. */
function CapButtons({ cap }: { cap: Budget | undefined }) {
  const lifting = useChange({
    run: liftOwnBudget,
    refresh: BALANCES_CHANGED,
    said: t`Your own cap is lifted`,
  });
  const open = () =>
    openForm({
      title: t`Your own cap`,
      children: <BudgetForm principal="own" former={cap ?? null} save={(_, wish) => setOwnBudget(wish)} />,
    });
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" onClick={open}>
        {cap ? t`Change your cap` : t`Set a cap of your own`}
      </Button>
      {cap && (
        <Button size="xs" variant="default" loading={lifting.isPending} onClick={() => lifting.mutate()}>
          {t`Lift your cap`}
        </Button>
      )}
    </Group>
  );
}
