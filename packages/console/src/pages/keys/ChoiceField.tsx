import { MultiSelect } from "@mantine/core";
import { useEffect, useState } from "react";
import type { ScopeChoice } from "../../api/keys.ts";

interface ChoiceFieldProps {
  label: string;
  description?: string;
  placeholder: string;
  /** What is found, of what is looked for. */
  found: readonly ScopeChoice[];
  nothingFound: string;
  /** What one that has no name here is called; default: as it is known by. */
  unknown?: string;
  value: string[];
  error?: string | undefined;
  onChange(ids: string[]): void;
  onSearch?(text: string): void;
}

/** Some things, by their names. Those that were chosen stay, whatever is looked for next. */
export function ChoiceField({ found, nothingFound, unknown, value, onSearch, ...field }: ChoiceFieldProps) {
  const [known, setKnown] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    setKnown((before) => new Map([...before, ...found.map(({ id, name }) => [id, name ?? unknown ?? id] as const)]));
  }, [found, unknown]);
  const offered = new Map([
    ...value.map((id) => [id, known.get(id) ?? unknown ?? id] as const),
    ...found.map(({ id, name }) => [id, name ?? unknown ?? id] as const),
  ]);
  return (
    <MultiSelect
      {...field}
      placeholder={value.length === 0 ? field.placeholder : ""}
      data={[...offered].map(([id, name]) => ({ value: id, label: name }))}
      searchable
      clearable
      hidePickedOptions
      maxValues={200}
      nothingFoundMessage={nothingFound}
      value={value}
      {...(onSearch && { onSearchChange: onSearch })}
    />
  );
}
