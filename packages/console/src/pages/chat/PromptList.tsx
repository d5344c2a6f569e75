import { plural, t } from "@lingui/core/macro";
import { Text, TextInput, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useFeature } from "../../api/may.ts";
import { MOST_TO_USE, type PromptToUse, promptsToUseQuery } from "../../api/prompts.ts";
import { TextLink } from "../../parts/links.tsx";
import { matchingPrompts } from "./matchingPrompts.ts";
import type { PromptChoice } from "./usePromptChoice.ts";

const MOST_SHOWN = 50;

/**
 * A field and the prompts that it finds, as in the combobox pattern: the keyboard stays in the field, and the option that Enter takes is told by
 * `aria-activedescendant`. The field is one of its own, since a message is no combobox.
 */
export function PromptList({ choice }: { choice: PromptChoice }) {
  const { search, onSearch, opened } = choice;
  const [active, setActive] = useState(0);
  const { found, isEmpty } = useFound(search);
  const shown = found.slice(0, MOST_SHOWN);
  const chosen = shown[Math.min(active, shown.length - 1)];
  const list = useId();
  const idOf = ({ _id }: PromptToUse) => `${list}-${_id}`;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    if (chosen) document.getElementById(`${list}-${chosen._id}`)?.scrollIntoView({ block: "nearest" });
  }, [chosen, list]);

  const move = (by: number) => {
    if (chosen) setActive((shown.indexOf(chosen) + by + shown.length) % shown.length);
  };
  /** @returns whether the key means something to the list */
  const press = (key: string): boolean => {
    // Then there is a link to go to.
    if (key === "Tab" && isEmpty) return false;
    if (key === "ArrowDown" || key === "ArrowUp") move(key === "ArrowDown" ? 1 : -1);
    else if ((key === "Enter" || key === "Tab") && chosen) choice.take(chosen);
    else if (key === "Enter" || key === "Tab" || key === "Escape") choice.closeAndWriteOn();
    else if (key === "Backspace" && search === "" && opened === "slash") choice.erase();
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.shiftKey || !press(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <TextInput
        ref={field}
        role="combobox"
        aria-label={t`Find a prompt`}
        placeholder={t`Find a prompt by its command or name`}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-expanded={shown.length > 0}
        aria-controls={shown.length > 0 ? list : undefined}
        aria-activedescendant={chosen && idOf(chosen)}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        leftSection={<Text c="dimmed">/</Text>}
        leftSectionWidth={26}
        value={search}
        onChange={(event) => {
          setActive(0);
          onSearch(event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
        onBlur={({ relatedTarget, currentTarget }) => {
          const dropdown = currentTarget.closest(".mantine-Popover-dropdown");
          if (!dropdown?.contains(relatedTarget)) choice.close();
        }}
      />
      {shown.length > 0 && (
        <div
          id={list}
          role="listbox"
          aria-label={t`Prompts`}
          style={{ maxHeight: "min(280px, 36dvh)", overflowY: "auto", marginBlockStart: 6 }}
          onMouseDown={(event) => event.preventDefault()}
        >
          {shown.map((prompt, at) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard is in the field
            <div
              key={prompt._id}
              id={idOf(prompt)}
              className="prompt-option"
              role="option"
              tabIndex={-1}
              aria-selected={prompt === chosen}
              onMouseMove={() => setActive(at)}
              onClick={() => choice.take(prompt)}
            >
              <Option prompt={prompt} />
            </div>
          ))}
        </div>
      )}
      <Said found={found.length} isEmpty={isEmpty} />
    </>
  );
}

function Option({ prompt: { name, oneliner, command } }: { prompt: PromptToUse }) {
  return (
    <>
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text size="sm" fw={500} truncate>
          {name}
        </Text>
        {oneliner && (
          <Text size="xs" c="dimmed" truncate>
            {oneliner}
          </Text>
        )}
      </div>
      {command && (
        <Text size="xs" c="dimmed" ff="monospace" maw="45%" truncate style={{ flex: "none" }}>
          /{command}
        </Text>
      )}
    </>
  );
}

/** How many there are; of none, what to do. */
function Said({ found, isEmpty }: { found: number; isEmpty: boolean }) {
  const create = useFeature("PROMPTS.CREATE");
  if (isEmpty)
    return (
      <Text size="sm" c="dimmed" p={8} role="status">
        {t`There is no prompt that you may use yet.`}{" "}
        {create?.allowed && (
          <TextLink to="/prompts/new" underline="always">
            {t`Write one`}
          </TextLink>
        )}
      </Text>
    );
  if (found === 0)
    return (
      <Text size="sm" c="dimmed" p={8} role="status">
        {t`No prompt has this in its command or name. Enter goes back to the message.`}
      </Text>
    );
  const text = plural(found, {
    one: "1 prompt; arrows choose, Enter takes one, Escape closes.",
    other: `${found} prompts; arrows choose, Enter takes one, Escape closes.`,
  });
  if (found > MOST_SHOWN)
    return (
      <Text size="xs" c="dimmed" px={8} pt={6} role="status">
        {t`The first ${MOST_SHOWN} of ${found}: type to find the others.`}
      </Text>
    );
  return <VisuallyHidden role="status">{text}</VisuallyHidden>;
}

/** Searched for here; only where there are more than one answer holds, the server is asked for the rest. */
function useFound(search: string): { found: PromptToUse[]; isEmpty: boolean } {
  const { data: all } = useSuspenseQuery(promptsToUseQuery(""));
  const [name] = useDebouncedValue(search.trim(), 250);
  const { data: more = [] } = useQuery({
    ...promptsToUseQuery(name),
    enabled: all.length >= MOST_TO_USE && name !== "",
  });
  const each = new Map([...all, ...more].map((prompt) => [prompt._id, prompt]));
  const usable = [...each.values()].filter(({ productionPrompt }) => productionPrompt !== null);
  return { found: matchingPrompts(usable, search), isEmpty: usable.length === 0 };
}
