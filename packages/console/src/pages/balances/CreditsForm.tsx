import { t } from "@lingui/core/macro";
import { Button, Group, NumberInput, Radio, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { BALANCES_CHANGED, type Balance, type BalanceChange, changeBalance } from "../../api/balances.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { creditsInWords } from "./inWords.ts";
import { CREDITS_FIELD, faultOfCredits } from "./mostCredits.ts";

type Way = "give" | "take" | "set";
type Of = Pick<Balance, "account" | "name" | "balance">;

export const openCredits = (of: Of) => openForm({ title: t`Credits of ${of.name}`, children: <CreditsForm of={of} /> });

/** Gives credits, takes some, or says how many there are from now on. */
function CreditsForm({ of: { account, name, balance } }: { of: Of }) {
  const form = useForm<{ way: Way; credits: number | ""; reason: string }>({
    initialValues: { way: "give", credits: "", reason: "" },
    validate: { credits: (many) => (many === "" ? t`Say how many credits` : faultOfCredits(many)) },
  });
  const saving = useChange({
    run: ({ way, credits, reason }: typeof form.values) =>
      changeBalance(account, {
        ...changeOf(way, Number(credits)),
        ...(reason.trim() !== "" && { reason: reason.trim() }),
      }),
    refresh: BALANCES_CHANGED,
    said: (now) => t`${name} has ${creditsInWords(now.balance)} now`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  useUnsaved(form.isDirty, t`Nothing was given or taken yet.`);
  const { credits, way } = form.values;
  return (
    <form onSubmit={form.onSubmit((values) => saving.mutate(values))} noValidate>
      <Stack>
        <Radio.Group
          label={t`What to do`}
          description={t`${name} has ${creditsInWords(balance)}`}
          value={way}
          onChange={(next) => form.setFieldValue("way", next as Way)}
        >
          <Stack gap={6} mt={6}>
            <Radio value="give" label={t`Give`} />
            <Radio value="take" label={t`Take back`} description={t`As far as it is there; not what is held`} />
            <Radio value="set" label={t`Set to`} description={t`So many from now on`} />
          </Stack>
        </Radio.Group>
        <NumberInput
          label={t`Credits`}
          data-autofocus
          description={credits === "" ? t`A million are one US dollar` : creditsInWords(credits)}
          {...CREDITS_FIELD}
          {...form.getInputProps("credits")}
        />
        <TextInput
          label={t`Reason`}
          description={t`For whoever looks at it later; it stands in the audit trail, and beside the credits`}
          maxLength={500}
          {...form.getInputProps("reason")}
        />
        <ChangeProblem of={saving} />
        <Group justify="flex-end">
          <Button variant="default" onClick={closeForm}>
            {t`Cancel`}
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {wordOf[way]}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const wordOf: Readonly<Record<Way, string>> = { give: t`Give them`, take: t`Take them back`, set: t`Set them` };

function changeOf(way: Way, credits: number): BalanceChange {
  if (way === "set") return { set: credits };
  return { add: way === "give" ? credits : -credits };
}
