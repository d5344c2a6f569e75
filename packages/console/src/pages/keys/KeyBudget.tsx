import { t } from "@lingui/core/macro";
import { Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { budgetQuery, setBudget } from "../../api/balances.ts";
import type { ApiKey } from "../../api/keys.ts";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { LiftBudget } from "../balances/BudgetActions.tsx";
import { BudgetBar } from "../balances/BudgetBar.tsx";
import { BudgetForm } from "../balances/BudgetForm.tsx";

/** What an administrator lets be spent by a key, whatever its owner says. */
export const openKeyBudget = ({ id, name }: Pick<ApiKey, "id" | "name">) =>
  openForm({
    title: t`Budget of the key ${name}`,
    children: (
      <Loaded>
        <KeyBudget principal={`key:${id}`} />
      </Loaded>
    ),
  });

function KeyBudget({ principal }: { principal: string }) {
  const { data: budget } = useSuspenseQuery(budgetQuery(principal));
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {budget === null
          ? t`It counts beside what its owner says of the key, who cannot lift it.`
          : t`It counts beside what its owner says of the key, who cannot lift it. You can.`}
      </Text>
      {budget && <BudgetBar budget={budget} />}
      {budget && <LiftBudget budget={budget} onLifted={closeForm} />}
      {/* What was remembered of it may be older than what comes a moment later. */}
      <BudgetForm
        key={JSON.stringify([budget?.credits, budget?.period])}
        principal={principal}
        former={budget}
        save={setBudget}
      />
    </Stack>
  );
}
