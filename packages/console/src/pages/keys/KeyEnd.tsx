import { t } from "@lingui/core/macro";
import { Alert, Group, Select, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { ApiKey } from "../../api/keys.ts";
import { inFull } from "../../parts/moments.ts";
import { type End, endOf, type KeyFields } from "./keyFields.ts";
import { endInWords } from "./keyInWords.ts";

interface KeyEndProps {
  form: UseFormReturnType<KeyFields>;
  /** What is changed. */
  former: ApiKey | null;
}

/** When a key ends. Never is a choice, and is advised against. */
export function KeyEnd({ form, former }: KeyEndProps) {
  const { end } = form.values;
  const day = form.getInputProps("day");
  const until = end === "day" || end === "kept" ? null : endOf(form.values, Date.now());
  const choices: { value: End; label: string }[] = [
    ...(former ? [{ value: "kept" as const, label: t`As it is: ${endInWords(former)}` }] : []),
    { value: "30", label: t`In 30 days` },
    { value: "90", label: t`In 90 days` },
    { value: "365", label: t`In a year` },
    { value: "day", label: t`After a day of your choice` },
    { value: "never", label: t`Never` },
  ];
  return (
    <>
      <Group align="flex-start" gap="sm" grow preventGrowOverflow={false}>
        <Select
          label={t`Ends`}
          data={choices}
          allowDeselect={false}
          miw={190}
          // Told at once, so that nobody has to count days.
          description={until === null ? undefined : inFull(until)}
          inputWrapperOrder={["label", "input", "description", "error"]}
          {...form.getInputProps("end")}
        />
        {end === "day" && <TextInput type="date" label={t`Last day`} min={today()} miw={160} {...day} />}
      </Group>
      {end === "never" && (
        <Alert variant="default" className="notice notice-careful" title={t`It works until somebody revokes it`}>
          {t`Whoever finds it in years to come can use it. Better give it an end, and rotate it before then: the program goes on all the same.`}
        </Alert>
      )}
    </>
  );
}

function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
