import { t } from "@lingui/core/macro";
import { Button, Group } from "@mantine/core";
import { BALANCES_CHANGED, type Budget, liftBudget, setBudget } from "../../api/balances.ts";
import { confirm } from "../../parts/confirm.tsx";
import { openForm } from "../../parts/formDialog.tsx";
import { useChange } from "../../parts/useChange.ts";
import { BudgetForm } from "./BudgetForm.tsx";
import { whoseInWords } from "./inWords.ts";

/** Changes a budget that administrators set, and takes it away. */
export function BudgetActions({ budget }: { budget: Budget }) {
  const { principal } = budget;
  const whose = whoseInWords(budget);
  return (
    <Group gap="xs">
      <Button
        size="xs"
        variant="default"
        aria-label={t`Change the budget of ${whose}`}
        onClick={() =>
          openForm({
            title: t`Budget of ${whose}`,
            children: <BudgetForm principal={principal} former={budget} save={setBudget} />,
          })
        }
      >
        {t`Change`}
      </Button>
      <LiftBudget budget={budget} />
    </Group>
  );
}

/** Takes it away, once that is confirmed. */
export function LiftBudget({ budget, onLifted = () => undefined }: { budget: Budget; onLifted?: () => void }) {
  const { principal } = budget;
  const whose = whoseInWords(budget);
  const lifting = useChange({
    run: () => liftBudget(principal),
    refresh: BALANCES_CHANGED,
    said: t`The budget is lifted`,
    onDone: onLifted,
  });
  const askAndLift = async () => {
    const sure = await confirm({
      title: t`Lift the budget?`,
      text: t`${whose} may spend what balances and other budgets let them, at once.`,
      confirm: t`Lift it`,
    });
    if (sure) lifting.mutate();
  };
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={t`Lift the budget of ${whose}`}
      loading={lifting.isPending}
      onClick={() => void askAndLift()}
    >
      {t`Lift`}
    </Button>
  );
}
