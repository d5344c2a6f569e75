import { t } from "@lingui/core/macro";
import { Group, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { fieldInDays, fromField, inFull } from "./moments.ts";

interface EndFieldProps {
  value: string;
  onChange(value: string): void;
  label?: string;
  /** What no end means: `Never`, `For good`. */
  never?: string;
}

const OTHER = "other";
const days: Readonly<Record<string, number>> = { Tomorrow: 1, "In a week": 7, "In a month": 30, "In a year": 365 };

const usualEnd = (value: string) => Object.keys(days).find((name) => fieldInDays(days[name] ?? 0) === value);

/** When something ends, in local time; empty means never. The usual ends are one choice away; any other moment can be given. */
export function EndField({ value, onChange, label = t`Ends`, never = t`Never` }: EndFieldProps) {
  const [choice, setChoice] = useState<string>(value === "" ? never : (usualEnd(value) ?? OTHER));
  // Emptied from outside, after it was saved.
  const shown = value === "" && choice !== OTHER ? never : choice;
  const choose = (next: string) => {
    setChoice(next);
    const inDays = days[next];
    if (next === never) onChange("");
    else if (inDays !== undefined) onChange(fieldInDays(inDays));
    else if (value === "") onChange(fieldInDays(1));
  };
  return (
    <Group align="flex-start" gap="sm" grow preventGrowOverflow={false}>
      <Select
        label={label}
        data={[never, ...Object.keys(days), { value: OTHER, label: t`At a moment …` }]}
        value={shown}
        allowDeselect={false}
        miw={150}
        onChange={(next) => next && choose(next)}
        // Told at once, so that nobody has to count days.
        description={shown !== never && shown !== OTHER ? inFull(fromField(value)) : undefined}
        inputWrapperOrder={["label", "input", "description", "error"]}
      />
      {shown === OTHER && (
        <TextInput
          type="datetime-local"
          label={t`Moment`}
          miw={190}
          value={value}
          min={fieldInDays(0)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Group>
  );
}
