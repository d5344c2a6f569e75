import { Select, type SelectProps } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { promptCategoriesQuery } from "../../api/prompts.ts";
import { categoryLabel } from "./categoryLabel.ts";

type CategorySelectProps = Omit<SelectProps, "data" | "value" | "onChange"> & {
  value: string;
  onChange(category: string): void;
  /** What stands before the categories: value → label. */
  before: readonly { value: string; label: string }[];
};

/** The server's categories, and the one that is there already. */
export function CategorySelect({ value, onChange, before, ...rest }: CategorySelectProps) {
  const { data: categories = [] } = useQuery(promptCategoriesQuery);
  const named = categories.map((category) => ({ value: category, label: categoryLabel(category) }));
  const isKnown = [...before, ...named].some((one) => one.value === value);
  return (
    <Select
      {...rest}
      data={[...before, ...named, ...(isKnown ? [] : [{ value, label: categoryLabel(value) }])]}
      value={value}
      allowDeselect={false}
      onChange={(category) => onChange(category ?? "")}
    />
  );
}
