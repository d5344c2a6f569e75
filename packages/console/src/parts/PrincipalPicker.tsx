import { t } from "@lingui/core/macro";
import { Combobox, Group, Loader, Text, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { isSearch } from "../api/isSearch.ts";
import { problemOf } from "../api/problem.ts";
import { type Finds, type FoundPrincipal, type PrincipalKind, searchPrincipalsQuery } from "../api/sharing.ts";
import { directMembers } from "./directMembers.ts";
import { LONGEST_SEARCH } from "./longestSearch.ts";
import { PrincipalIcon } from "./PrincipalIcon.tsx";

interface PrincipalPickerProps {
  label: string;
  description?: string;
  types: readonly PrincipalKind[];
  onPick(principal: FoundPrincipal): void;
  autoFocus?: boolean;
  /** Already there: shown, but not to be picked again. */
  taken?: ReadonlySet<string>;
  /** What is said of them. */
  takenMeans?: string;
}

/** Finds people, groups and roles by name or address, from two letters on. */
export function PrincipalPicker({
  label,
  description,
  types,
  onPick,
  taken,
  takenMeans,
  autoFocus = false,
}: PrincipalPickerProps) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text, 200);
  const { data, error, isFetching } = useQuery(searchPrincipalsQuery(search, types));
  const found = isSearch(text) ? (data?.results ?? []) : [];
  // One that shows nothing would take the Escape that is meant for the dialog around it.
  const show = (typed: string) => (isSearch(typed) ? combobox.openDropdown() : combobox.closeDropdown());
  const keyOf = ({ type, id }: FoundPrincipal) => `${type}:${id}`;
  const isTaken = (principal: FoundPrincipal) => taken?.has(keyOf(principal)) ?? false;
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(key) => {
        const picked = found.find((principal) => keyOf(principal) === key);
        if (!picked) return;
        onPick(picked);
        setText("");
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          label={label}
          description={description}
          data-autofocus={autoFocus || undefined}
          autoFocus={autoFocus}
          placeholder={t`Name or address, two letters or more`}
          maxLength={LONGEST_SEARCH}
          value={text}
          rightSection={isFetching ? <Loader size={16} /> : null}
          error={error && problemOf(error).message}
          onFocus={() => show(text)}
          onBlur={() => combobox.closeDropdown()}
          onChange={(event) => {
            setText(event.currentTarget.value);
            show(event.currentTarget.value);
            combobox.updateSelectedOptionIndex();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!isSearch(text)}>
        {/* A list without choices is no list. */}
        {found.length === 0 && data && <Combobox.Empty role="status">{nobodyFound[data.finds]}</Combobox.Empty>}
        {found.length > 0 && (
          <Combobox.Options aria-label={t`Results`} mah={260} style={{ overflowY: "auto" }}>
            {found.map((principal) => (
              <Combobox.Option key={keyOf(principal)} value={keyOf(principal)} disabled={isTaken(principal)}>
                <Group gap="sm" wrap="nowrap">
                  <PrincipalIcon kind={principal.type} name={principal.name} />
                  <div style={{ minWidth: 0 }}>
                    <Text size="sm" truncate>
                      {principal.name}
                    </Text>
                    <Text size="xs" c="dimmed" truncate>
                      {[secondLine(principal), isTaken(principal) && takenMeans].filter(Boolean).join(" · ")}
                    </Text>
                  </div>
                </Group>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** Why: by what the operator lets people find (`PEOPLE_PICKER_FINDS`). */
const nobodyFound: Readonly<Record<Finds, string>> = {
  all: t`Nobody found`,
  mine: t`Nobody found among the people in your groups`,
  exact: t`Nobody found. People are found by their whole address or username only`,
};

function secondLine({ type, email, memberCount }: FoundPrincipal): string {
  if (type === "user") return email ?? t`Person`;
  if (type === "group") return memberCount === undefined ? t`Group` : t`Group · ${directMembers(memberCount)}`;
  return type === "role" ? t`Role: everybody who has it` : t`Service`;
}
