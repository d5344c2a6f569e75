import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { LONGEST_SEARCH } from "./longestSearch.ts";

interface SearchFieldProps {
  label: string;
  /** What is searched for. Where that changes otherwise than by this field (*Back*, *Show everything*), the field shows it. */
  value: string;
  /** Called when somebody pauses typing. */
  onSearch(text: string): void;
}

export function SearchField({ label, value, onSearch }: SearchFieldProps) {
  const [text, setText] = useState(value);
  // What was told and has not come back yet: whoever types on meanwhile keeps what they type.
  const told = useRef<string[]>([]);
  const search = useDebouncedCallback((typed: string) => {
    // Typed and taken away again: there is nothing that could come back.
    if (typed === value && told.current.length === 0) return;
    told.current.push(typed);
    onSearch(typed);
  }, 300);
  useEffect(() => {
    const at = told.current.indexOf(value);
    told.current = at < 0 ? [] : told.current.slice(at + 1);
    if (at >= 0) return;
    // What was typed just before was meant for the list that one has left.
    search.cancel();
    setText(value);
  }, [value, search]);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={LONGEST_SEARCH}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        search(event.currentTarget.value);
      }}
      w="100%"
    />
  );
}
