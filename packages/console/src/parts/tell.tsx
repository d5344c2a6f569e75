import { t } from "@lingui/core/macro";
import { Button, Group } from "@mantine/core";
import { type NotificationData, notifications } from "@mantine/notifications";
import { problemOf } from "../api/problem.ts";
import { problemInWords } from "./problemInWords.ts";

const closeButtonProps = { "aria-label": t`Dismiss` };
/** Long enough to read it and to find the button by the keyboard. */
const UNDONE_WITHIN_MS = 20_000;

/** What is still said and can be undone, the newest last; by the keyboard, since a dialog keeps the focus from what is said beside it. */
let undoing: readonly (() => void)[] = [];

/** How much is said at once: more would cover the page. */
export const MOST_SAID = 2;

/** What is being said, the newest last. */
let said: readonly string[] = [];

/** What just happened is said at once: the oldest gives way to it, rather than it waiting until an offer to undo something else has ended. */
function say({ onClose, ...rest }: NotificationData): string {
  const [oldest] = said;
  if (oldest && said.length >= MOST_SAID) notifications.hide(oldest);
  const id = notifications.show({
    ...rest,
    withBorder: true,
    closeButtonProps,
    onClose: (closed) => {
      said = said.filter((one) => one !== id);
      onClose?.(closed);
    },
  });
  said = [...said, id];
  return id;
}

/** Says in a corner what happened; screen readers hear it. */
export const tell = {
  done: (message: string) => say({ message, color: "gate" }),
  /** The same of what can be taken back, as long as it is said. */
  undoable: (message: string, undo: () => void) => {
    const undoIt = () => {
      // Once, however often it is pressed.
      if (!undoing.includes(undoIt)) return;
      undoing = undoing.filter((one) => one !== undoIt);
      notifications.hide(id);
      undo();
    };
    undoing = [...undoing, undoIt];
    const id = say({
      message: (
        <Group justify="space-between" gap="xs">
          {message}
          <Button size="compact-sm" variant="default" onClick={undoIt}>
            {t`Undo`}
          </Button>
        </Group>
      ),
      onClose: () => {
        undoing = undoing.filter((one) => one !== undoIt);
      },
      color: "gate",
      autoClose: UNDONE_WITHIN_MS,
    });
  },
  /** Undoes what was said last, as long as it is said. */
  undoLast: () => undoing.at(-1)?.(),
  /** What was said to somebody is nothing to whoever comes after them. */
  nothing: () => {
    undoing = [];
    said = [];
    notifications.clean();
  },
  failed: (error: unknown) => {
    const { title, text, help } = problemInWords(problemOf(error));
    say({
      title,
      message: [text, help].filter(Boolean).join(" "),
      color: "red",
      autoClose: 10_000,
      role: "alert",
    });
  },
};
