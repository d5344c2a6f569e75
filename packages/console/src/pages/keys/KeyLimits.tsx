import { t } from "@lingui/core/macro";
import { Group, NumberInput, Select } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { creditsInWords, periods } from "../balances/inWords.ts";
import { CREDITS_FIELD, faultOfCredits } from "../balances/mostCredits.ts";
import type { KeyFields } from "./keyFields.ts";

const MOST_A_MINUTE = 1_000_000_000;
const whole = { min: 0, allowNegative: false, allowDecimal: false, thousandSeparator: ",", miw: 170 };

/** What a key may have and spend: below whatever else holds, which it lifts nothing of. */
export function KeyLimits({ form }: { form: UseFormReturnType<KeyFields> }) {
  const { credits } = form.values;
  return (
    <>
      <Group align="flex-start" gap="sm" grow preventGrowOverflow={false}>
        <NumberInput
          label={t`Requests a minute`}
          description={t`As many as you may, if it is empty`}
          {...{ ...whole, max: MOST_A_MINUTE }}
          {...form.getInputProps("requests")}
        />
        <NumberInput
          label={t`Tokens a minute`}
          description={t`Of questions and answers together`}
          {...{ ...whole, max: MOST_A_MINUTE }}
          {...form.getInputProps("tokens")}
        />
      </Group>
      <Group align="flex-start" gap="sm" grow preventGrowOverflow={false}>
        <NumberInput
          label={t`Budget in credits`}
          description={
            credits === "" || faultOfCredits(credits)
              ? t`What may be spent with it; a million are one US dollar`
              : creditsInWords(credits)
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
    </>
  );
}
