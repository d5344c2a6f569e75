import { t } from "@lingui/core/macro";
import { Select } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type PeriodKind, usageQuery } from "../../api/usage.ts";
import { periodInWords } from "./periodInWords.ts";

interface PeriodSelectProps {
  by: PeriodKind;
  from: string | undefined;
  onChoose(from: string): void;
}

/** One of the last periods, the one of now first; one that the address names stands there as well. */
export function PeriodSelect({ by, from, onChoose }: PeriodSelectProps) {
  const { data: periods } = useSuspenseQuery(usageQuery(by));
  const begins = periods.toReversed().map((period) => period.from);
  const all = from === undefined || begins.includes(from) ? begins : [...begins, from];
  return (
    <Select
      label={t`In`}
      data={all.map((value) => ({ value, label: periodInWords(by, value) }))}
      value={from ?? begins[0] ?? ""}
      allowDeselect={false}
      onChange={(value) => value && onChoose(value)}
    />
  );
}
