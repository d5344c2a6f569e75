import { t } from "@lingui/core/macro";
import { Loader, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { LONGEST_SEARCH } from "../../parts/longestSearch.ts";
import { recent } from "./recent.ts";
import { type Entry, useEntries } from "./useEntries.tsx";

const PAUSE_MS = 200;

/** A field and a list under it: typing narrows it, the arrows go through it, Enter takes one. */
export function Palette({ onClose }: { onClose(): void }) {
  const [typed, setTyped] = useState("");
  const [paused] = useDebouncedValue(typed, PAUSE_MS);
  const { groups, isSearching, hasFailed } = useEntries(typed, paused);
  const entries = groups.flatMap((group) => group.entries);
  // By its key, so that what comes in beside it does not put another one in its place.
  const [chosen, setChosen] = useState<string | null>(null);
  const at = Math.max(
    0,
    entries.findIndex(({ key }) => key === chosen),
  );
  const active = entries[at];
  // Enter was pressed before anything was there: the first that is found is meant.
  const [isFirstMeant, setIsFirstMeant] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const idOf = (key: string) => `${id}-${encodeURIComponent(key)}`;
  const activeId = active && idOf(active.key);

  useEffect(() => {
    if (activeId) list.current?.querySelector(`#${CSS.escape(activeId)}`)?.scrollIntoView({ block: "nearest" });
  }, [activeId]);

  const take = ({ key, found, run }: Entry) => {
    recent.add({ key, ...(found && { found }) });
    onClose();
    // Once the dialog has given the focus back, so that what opens takes it from there.
    setTimeout(run);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer
  useEffect(() => {
    if (isFirstMeant && active) take(active);
    else if (!isSearching) setIsFirstMeant(false);
  }, [isFirstMeant, active?.key, isSearching]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && !active && isSearching) {
      setIsFirstMeant(true);
      event.preventDefault();
    }
    if (entries.length === 0) return;
    const steps: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1 };
    const next = steps[event.key];
    if (next !== undefined) setChosen(entries.at(next % entries.length)?.key ?? null);
    else if (event.key === "Enter" && active) take(active);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <TextInput
        role="combobox"
        aria-label={t`Find a page, a person or a thing, or do something`}
        aria-expanded={entries.length > 0}
        aria-controls={entries.length > 0 ? id : undefined}
        aria-autocomplete="list"
        aria-activedescendant={activeId}
        placeholder={t`A page, a person, an agent, something to do …`}
        data-autofocus
        autoFocus
        autoComplete="off"
        maxLength={LONGEST_SEARCH}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={isSearching ? <Loader size={16} aria-hidden /> : null}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(null);
          setIsFirstMeant(false);
        }}
        onKeyDown={onKeyDown}
      />
      <VisuallyHidden role="status">{isSearching ? t`Searching` : t`${entries.length} found`}</VisuallyHidden>
      {hasFailed && (
        <Text size="sm" c="dimmed" mt="sm" role="alert">
          {t`Not everything could be searched just now.`}
        </Text>
      )}
      {entries.length === 0 && !isSearching && (
        <Text c="dimmed" ta="center" py="lg">
          {t`Nothing has this in its name. Try fewer letters.`}
        </Text>
      )}
      {entries.length > 0 && (
        <div id={id} ref={list} role="listbox" aria-label={t`Results`} className="palette-list">
          {groups.map(({ name, entries: within }) => (
            // biome-ignore lint/a11y/useSemanticElements: choices of a listbox, no fields of a form
            <div key={name} role="group" aria-label={name}>
              <Text size="xs" fw={600} c="dimmed" px={10} pt="sm" pb={4} aria-hidden>
                {name}
              </Text>
              {within.map((entry) => (
                <Line key={entry.key} entry={entry} id={idOf(entry.key)} isActive={entry === active} onTake={take} />
              ))}
            </div>
          ))}
        </div>
      )}
    </>
  );
}

interface LineProps {
  entry: Entry;
  id: string;
  isActive: boolean;
  onTake(entry: Entry): void;
}

function Line({ entry, id, isActive, onTake }: LineProps) {
  const { label, detail, icon: Icon } = entry;
  return (
    // The keyboard stays in the field above; `aria-activedescendant` says there which one it is at.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      className="palette-line"
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onTake(entry)}
    >
      <Icon size={18} stroke={1.7} aria-hidden />
      <span className="palette-words">
        {label}
        {detail && <span className="palette-detail"> {detail}</span>}
      </span>
    </div>
  );
}
