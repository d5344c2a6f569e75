import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { problemOf } from "../api/problem.ts";
import { problemInWords } from "./problemInWords.ts";

const closeButtonProps = { "aria-label": "Dismiss" };
/** Long enough to read it and to find the button by the keyboard. */
const UNDONE_WITHIN_MS = 20_000;

/** Says in a corner what happened; screen readers hear it. */
export const tell = {
  done: (message: string) => notifications.show({ message, color: "gate", withBorder: true, closeButtonProps }),
  /** The same of what can be taken back, as long as it is said. */
  undoable: (message: string, undo: () => void) => {
    const id = notifications.show({
      message: (
        <Group justify="space-between" wrap="nowrap" gap="sm">
          {message}
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              notifications.hide(id);
              undo();
            }}
          >
            Undo
          </Button>
        </Group>
      ),
      color: "gate",
      withBorder: true,
      closeButtonProps,
      autoClose: UNDONE_WITHIN_MS,
    });
  },
  failed: (error: unknown) => {
    const { title, text, help } = problemInWords(problemOf(error));
    notifications.show({
      title,
      message: [text, help].filter(Boolean).join(" "),
      color: "red",
      withBorder: true,
      closeButtonProps,
      autoClose: 10_000,
      role: "alert",
    });
  },
};
