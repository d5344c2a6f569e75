import { t } from "@lingui/core/macro";
import { Button, Checkbox, Group, Stack, Text, TextInput } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { bookmarksQuery, LONGEST_BOOKMARK, MOST_BOOKMARKS, setBookmarks } from "../../../api/bookmarks.ts";
import { closeForm, openForm } from "../../../parts/formDialog.tsx";
import { Loaded } from "../../../parts/Loaded.tsx";
import { ProblemCard } from "../../../parts/ProblemCard.tsx";
import { RowsSkeleton } from "../../../parts/RowsSkeleton.tsx";
import { useChange } from "../../../parts/useChange.ts";
import { useUnsaved } from "../../../parts/useUnsaved.ts";

export function askForBookmarks(conversationId: string, tags: readonly string[]) {
  openForm({
    title: t`Bookmarks of this conversation`,
    children: (
      <Loaded skeleton={<RowsSkeleton rows={3} height={28} />}>
        <SetBookmarks conversationId={conversationId} tags={tags} />
      </Loaded>
    ),
  });
}

/** Which of one's bookmarks are on a conversation; a new one is made by writing its name. */
function SetBookmarks({ conversationId, tags }: { conversationId: string; tags: readonly string[] }) {
  const { data: bookmarks } = useSuspenseQuery(bookmarksQuery);
  const [chosen, setChosen] = useState([...tags]);
  const [added, setAdded] = useState<string[]>([]);
  const [text, setText] = useState("");
  const name = text.trim();
  const names = [...new Set([...bookmarks.map(({ tag }) => tag), ...added])];
  const saving = useChange({
    // A name that is still in the field is meant, too.
    run: () => setBookmarks(conversationId, withName(chosen, name)),
    refresh: [["bookmarks"], ["conversations"], ["conversation", conversationId]],
    said: t`The bookmarks are saved`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  const isChanged = name !== "" || chosen.toSorted().join("\n") !== tags.toSorted().join("\n");
  useUnsaved(() => isChanged, t`The bookmarks of this conversation are not saved yet.`);
  const add = () => {
    if (name === "") return;
    setAdded(withName(added, name));
    setChosen(withName(chosen, name));
    setText("");
  };
  const isTooMany = withName(chosen, name).length > MOST_BOOKMARKS;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged && !isTooMany) saving.mutate();
      }}
    >
      <Stack>
        {names.length > 0 ? (
          <Checkbox.Group label={t`Yours`} description={t`Nobody else sees them.`} value={chosen} onChange={setChosen}>
            <Stack gap={8} mt={8} mah={280} style={{ overflowY: "auto" }}>
              {names.map((tag) => (
                <Checkbox key={tag} value={tag} label={tag} styles={wraps} />
              ))}
            </Stack>
          </Checkbox.Group>
        ) : (
          <Text size="sm">
            {t`A bookmark is a name that you give to conversations, to find them again. Nobody else sees it.`}
          </Text>
        )}
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            label={t`New bookmark`}
            flex={1}
            data-autofocus={names.length === 0 || undefined}
            maxLength={LONGEST_BOOKMARK}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || name === "" || event.nativeEvent.isComposing) return;
              event.preventDefault();
              add();
            }}
          />
          <Button variant="default" disabled={name === ""} onClick={add}>
            {t`Add`}
          </Button>
        </Group>
        {isTooMany && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {t`A conversation has ${MOST_BOOKMARKS} bookmarks at most.`}
          </Text>
        )}
        {saving.error && <ProblemCard error={saving.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={saving.isPending} disabled={!isChanged || isTooMany}>
            {t`Save`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const withName = (names: readonly string[], name: string) =>
  name === "" ? [...names] : [...new Set([...names, name])];

/** A name may be one long word. */
const wraps = { labelWrapper: { minWidth: 0 }, label: { overflowWrap: "anywhere" } } as const;
