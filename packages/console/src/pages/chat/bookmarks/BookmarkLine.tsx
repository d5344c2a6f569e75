import { plural, t } from "@lingui/core/macro";
import { ActionIcon, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowDown, IconArrowUp, IconPencil, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";
import { type Bookmark, deleteBookmark, editBookmark } from "../../../api/bookmarks.ts";
import { confirm } from "../../../parts/confirm.tsx";
import { shown } from "../../../parts/shownAtOnce.ts";
import { useChange } from "../../../parts/useChange.ts";
import { BookmarkForm } from "./BookmarkForm.tsx";
import { BOOKMARK_CHANGED } from "./bookmarkChanged.ts";

interface BookmarkLineProps {
  bookmark: Bookmark;
  /** Counted from 1. */
  place: number;
  last: number;
}

/** The same, with one at another place. */
function moved(all: readonly Bookmark[], from: number, to: number): Bookmark[] {
  const others = all.toSpliced(from, 1);
  return others.toSpliced(to, 0, ...all.slice(from, from + 1));
}

export function BookmarkLine({ bookmark, place, last }: BookmarkLineProps) {
  const { tag, description, count } = bookmark;
  const [isEditing, editing] = useDisclosure(false);
  const pressed = useRef<HTMLButtonElement>(null);
  const moving = useChange({
    run: (position: number) => editBookmark(tag, { position }),
    shows: (position) => [shown<readonly Bookmark[]>(["bookmarks"], (all) => moved(all, place - 1, position - 1))],
    refresh: [["bookmarks"]],
    // Its row has moved, and would have lost the keyboard.
    onDone: () => setTimeout(() => pressed.current?.focus(), 100),
  });
  const deleting = useChange({
    run: () => deleteBookmark(tag),
    refresh: BOOKMARK_CHANGED,
    said: t`“${tag}” is deleted`,
  });
  const askAndDelete = async () => {
    const sure = await confirm({
      title: t`Delete the bookmark “${tag}”?`,
      text: t`The conversations that have it stay.`,
      confirm: t`Delete`,
    });
    if (sure) deleting.mutate();
  };
  const move = (button: HTMLButtonElement, to: number) => {
    if (to < 1 || to > last || moving.isPending) return;
    pressed.current = button;
    moving.mutate(to);
  };
  if (isEditing)
    return (
      <div className="row-block">
        <BookmarkForm bookmark={bookmark} onDone={editing.close} />
      </div>
    );
  return (
    <div className="row">
      <div className="grow" style={{ flexBasis: 120 }}>
        <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
          {tag}
        </Text>
        <Text size="xs" c="dimmed">
          {[plural(count, { one: "1 conversation", other: `${count} conversations` }), description]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </div>
      <Group gap={2} wrap="nowrap">
        <MoveButton label={t`Move ${tag} up`} isAtEnd={place === 1} onPress={(button) => move(button, place - 1)}>
          <IconArrowUp size={16} />
        </MoveButton>
        <MoveButton label={t`Move ${tag} down`} isAtEnd={place === last} onPress={(button) => move(button, place + 1)}>
          <IconArrowDown size={16} />
        </MoveButton>
        <ActionIcon variant="subtle" color="gray" aria-label={t`Edit ${tag}`} onClick={editing.open}>
          <IconPencil size={16} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t`Delete ${tag}`}
          loading={deleting.isPending}
          onClick={() => void askAndDelete()}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
    </div>
  );
}

interface MoveButtonProps {
  label: string;
  isAtEnd: boolean;
  onPress(button: HTMLButtonElement): void;
  children: ReactNode;
}

/** At the end of the list it does nothing, and keeps the focus. */
const MoveButton = ({ label, isAtEnd, onPress, children }: MoveButtonProps) => (
  <ActionIcon
    variant="subtle"
    color="gray"
    aria-label={label}
    {...(isAtEnd && { "aria-disabled": true, "data-disabled": true })}
    onClick={(event) => onPress(event.currentTarget)}
  >
    {children}
  </ActionIcon>
);
