import { t } from "@lingui/core/macro";
import { Button, Group, NumberInput, Select, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { BALANCES_CHANGED, type Budget, type BudgetWish } from "../../api/balances.ts";
import { useCapability } from "../../api/may.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { closeForm } from "../../parts/formDialog.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { WhomField } from "../../parts/WhomField.tsx";
import { creditsInWords, periods } from "./inWords.ts";
import { CREDITS_FIELD, faultOfCredits } from "./mostCredits.ts";

interface BudgetFormProps {
  /** Absent: whoever fills it in chooses. */
  principal?: string;
  former: Pick<Budget, "credits" | "period"> | null;
  save(principal: string, wish: BudgetWish): Promise<unknown>;
}

const organization = { principal: "organization", label: t`The whole organization` };

/** What may be spent, and in what time. */
export function BudgetForm({ principal, former, save }: BudgetFormProps) {
  // Whoever manages the balances of some people sets budgets of these alone.
  const isForAll = useCapability("manage:balances") !== false;
  const form = useForm<{ principal: string; credits: number | ""; period: Budget["period"] }>({
    initialValues: {
      principal: principal ?? (isForAll ? "organization" : ""),
      credits: former?.credits ?? "",
      period: former?.period ?? "month",
    },
    validate: {
      principal: (chosen) => (chosen === "" ? t`Choose whose it is` : null),
      credits: (many) => (many === "" ? t`Say how many credits` : faultOfCredits(many)),
    },
  });
  const saving = useChange({
    run: ({ principal: whose, credits, period }: typeof form.values) =>
      save(whose, { credits: Number(credits), period }),
    refresh: BALANCES_CHANGED,
    said: t`The budget counts now`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  useUnsaved(form.isDirty, t`This budget is not saved yet.`);
  const { credits } = form.values;
  return (
    <form aria-label={t`Budget`} onSubmit={form.onSubmit((values) => saving.mutate(values))} noValidate>
      <Stack>
        {principal === undefined && (
          <WhomField
            label={t`Whose`}
            all={isForAll ? organization : null}
            some={isForAll ? t`A group, a person or a service` : t`Person`}
            types={isForAll ? ["group", "user", "service"] : ["user"]}
            name=""
            value={form.values.principal}
            error={form.errors.principal}
            onChange={(next) => form.setFieldValue("principal", next)}
          />
        )}
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <NumberInput
            label={t`Credits`}
            data-autofocus
            description={
              credits === "" || faultOfCredits(credits) ? t`A million are one US dollar` : creditsInWords(credits)
            }
            {...CREDITS_FIELD}
            {...form.getInputProps("credits")}
          />
          <Select
            label={t`How often`}
            description={t`By UTC; weeks begin on Monday`}
            miw={150}
            data={Object.entries(periods).map(([value, label]) => ({ value, label }))}
            allowDeselect={false}
            {...form.getInputProps("period")}
          />
        </Group>
        <ChangeProblem of={saving} />
        <Group justify="flex-end">
          <Button variant="default" onClick={closeForm}>
            {t`Cancel`}
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {t`Set the budget`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
