import { t } from "@lingui/core/macro";
import { Combobox, Loader, Text, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQueries } from "@tanstack/react-query";
import { type Found, type FoundKind, foundQuery } from "../api/found.ts";
import { namedThing } from "./namedThing.ts";

interface ThingFieldProps {
  value: string;
  error?: string | false | undefined;
  onChange(typed: string): void;
}

/** Of which kinds things are found by name. Others are named by the address of their page. */
const kinds: readonly FoundKind[] = ["Agents", "Prompts", "Projects", "Tools", "Groups"];
const SHORTEST_SEARCH = 2;

/** What things were called when they were picked: the address of the page holds no name. */
const picked = new Map<string, string>();

/** A thing as the field shows it: by its name, where it was picked by that. */
export const typedOf = (thing: string | undefined): string => (thing === undefined ? "" : (picked.get(thing) ?? thing));

/**
 * A thing: found by a part of its name among those that one sees oneself, or by the address of its page, or its type and id, which reach every
 * thing. What is typed is read by `namedThing`.
 */
export function ThingField({ value, error, onChange }: ThingFieldProps) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [search] = useDebouncedValue(value.trim(), 200);
  const isName = search.length >= SHORTEST_SEARCH && namedThing(search) === null;
  const answers = useQueries({ queries: kinds.map((kind) => ({ ...foundQuery(kind, search), enabled: isName })) });
  const groups = isName
    ? kinds.flatMap((kind, at) => {
        const found = answers[at]?.data ?? [];
        return found.length > 0 ? [{ kind, found }] : [];
      })
    : [];
  const isSearching = isName && answers.some(({ isFetching }) => isFetching);
  const pick = (href: string) => {
    const one = groups.flatMap(({ found }) => found).find((thing) => thing.href === href);
    const thing = namedThing(href);
    if (!one || thing === null) return;
    const text = `${one.label} (${thing})`;
    picked.set(thing, text);
    onChange(text);
    combobox.closeDropdown();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={pick}>
      <Combobox.Target>
        <TextInput
          label={t`Thing`}
          description={t`A part of its name, the address of its page, or its type and id`}
          inputWrapperOrder={["label", "input", "description", "error"]}
          placeholder={t`Helpdesk, or https://…/agents/agent_…`}
          value={value}
          maxLength={400}
          error={error}
          rightSection={isSearching ? <Loader size={16} aria-hidden /> : null}
          onFocus={() => groups.length > 0 && combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onChange={(event) => {
            onChange(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={groups.length === 0 && (!isName || isSearching)}>
        {groups.length === 0 && isName && !isSearching && (
          <Combobox.Empty role="status">{t`Nothing that you see has this in its name`}</Combobox.Empty>
        )}
        {groups.length > 0 && (
          <Combobox.Options aria-label={t`Things`} mah={280} style={{ overflowY: "auto" }}>
            {groups.map(({ kind, found }) => (
              <Combobox.Group key={kind} label={kind}>
                {found.map((thing) => (
                  <Choice key={thing.href} thing={thing} />
                ))}
              </Combobox.Group>
            ))}
          </Combobox.Options>
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}

const Choice = ({ thing: { href, label, detail } }: { thing: Found }) => (
  <Combobox.Option value={href}>
    <Text size="sm" truncate>
      {label}
    </Text>
    {detail && (
      <Text size="xs" c="dimmed" truncate>
        {detail}
      </Text>
    )}
  </Combobox.Option>
);
