import { t } from "@lingui/core/macro";
import { NativeSelect } from "@mantine/core";
import type { Sorting } from "./useListPlace.ts";

interface SortByProps<Sort extends string> {
  sortings: readonly Sorting<Sort>[];
  value: Sorting<Sort>;
  onSort(next: Sorting<Sort>): void;
}

/** In what order a list is, column and direction in one: a list of lines has no headers to press, on a phone neither. */
export function SortBy<Sort extends string>({ sortings, value, onSort }: SortByProps<Sort>) {
  return (
    <NativeSelect
      aria-label={t`Sort by`}
      value={sortings.indexOf(value)}
      data={sortings.map(({ label }, index) => ({ value: String(index), label }))}
      onChange={(event) => {
        const next = sortings[Number(event.currentTarget.value)];
        if (next) onSort(next);
      }}
    />
  );
}
