import { t } from "@lingui/core/macro";
import { Button, Group, NumberInput, Radio, Select, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { editLimit, LIMITS_CHANGED, type Limit, makeLimit } from "../../api/limits.ts";
import { useScopes } from "../../api/may.ts";
import { problemOf } from "../../api/problem.ts";
import { closeForm } from "../../parts/formDialog.tsx";
import { DAY, HOUR, isForMany, MINUTE, timeInWords, whomInWords } from "../../parts/limitInWords.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useKept } from "../../parts/useKept.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { WhomField } from "../../parts/WhomField.tsx";
import { faultsOf, fieldsOf, type LimitFields, wishOf } from "./limitFields.ts";
import { useModelNames } from "./useModelNames.ts";

const MOST = 1_000_000_000;
const everybody = { principal: "everyone", label: t`Everybody` };

/** @param former what is changed; null: a new one */
export function LimitForm({ former }: { former: Limit | null }) {
  // Whoever manages the balances of some people limits these alone.
  const isForAll = useScopes("manage:balances").length === 0;
  const form = useForm<LimitFields>({
    initialValues: fieldsOf(former, isForAll ? "everyone" : ""),
    validate: faultsOf,
  });
  const models = useModelNames();
  const saving = useChange({
    run: (fields: LimitFields) => (former ? editLimit(former.id, wishOf(fields)) : makeLimit(wishOf(fields))),
    refresh: LIMITS_CHANGED,
    said: former ? t`The limit is changed` : t`The limit counts now`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  useUnsaved(form.isDirty, former ? t`Your changes to this limit are not saved yet.` : t`This limit is not made yet.`);
  useKept(`limit ${former?.id ?? "new"}`, () => (form.isDirty() ? form.getValues() : null), form.setValues);
  const { principal, windowSeconds } = form.values;
  const times = [...new Set([MINUTE, HOUR, DAY, Number(windowSeconds)])].map((seconds) => ({
    value: String(seconds),
    label: timeInWords(seconds),
  }));
  return (
    <form aria-label={t`Limit`} onSubmit={form.onSubmit((fields) => saving.mutate(fields))} noValidate>
      <Stack>
        <WhomField
          label={t`For whom`}
          all={isForAll ? everybody : null}
          some={isForAll ? t`A role, a group or a person` : t`Person`}
          types={isForAll ? ["role", "group", "user", "service"] : ["user"]}
          name={former ? whomInWords(former) : ""}
          value={principal}
          error={form.errors.principal}
          onChange={(next) => form.setFieldValue("principal", next)}
        />
        <Select
          label={t`Of which model`}
          placeholder={t`All models together`}
          data={withChosen(models, former?.model ?? null)}
          searchable
          clearable
          clearButtonProps={{ "aria-label": t`All models together` }}
          nothingFoundMessage={t`No model is called so`}
          {...form.getInputProps("model")}
        />
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <NumberInput
            label={t`Requests`}
            description={t`Empty: as many as they like`}
            {...numbers}
            {...form.getInputProps("requests")}
          />
          <NumberInput
            label={t`Tokens`}
            description={t`Of questions and answers together`}
            {...numbers}
            {...form.getInputProps("tokens")}
          />
          <Select
            label={t`In`}
            description={t`From any moment on, not by the clock`}
            miw={150}
            data={times}
            allowDeselect={false}
            {...form.getInputProps("windowSeconds")}
          />
        </Group>
        <NumberInput
          label={t`Calls at the same time`}
          description={t`Empty: as many as they like. For programs, and for people who ask several models at once.`}
          {...numbers}
          max={10_000}
          {...form.getInputProps("concurrent")}
        />
        {isForMany(principal) && (
          <Radio.Group
            label={t`Who has it`}
            value={form.values.shared ? "all" : "each"}
            onChange={(next) => form.setFieldValue("shared", next === "all")}
          >
            <Stack gap={6} mt={6}>
              <Radio value="each" label={t`Each has it`} description={t`Nobody takes anything from others`} />
              <Radio value="all" label={t`All have it together`} description={t`It counts beside what each has`} />
            </Stack>
          </Radio.Group>
        )}
        {saving.error && (
          <ProblemCard
            error={saving.error}
            {...(problemOf(saving.error).code === "already-exists" && {
              said: t`There is a limit for them of this already: change that one.`,
            })}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={closeForm}>
            {t`Cancel`}
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {former ? t`Save` : t`Limit it`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const numbers = { min: 0, max: MOST, allowDecimal: false, allowNegative: false, thousandSeparator: ",", miw: 130 };

/** The models by name; one that is limited already stays there, whether it is still offered or not. */
function withChosen(models: ReturnType<typeof useModelNames>, chosen: string | null) {
  const offered = models.map(({ id, name }) => ({ value: `model:${id}`, label: name ?? id }));
  const isThere = chosen === null || offered.some(({ value }) => value === chosen);
  return isThere ? offered : [...offered, { value: chosen, label: t`A model that is gone` }];
}
