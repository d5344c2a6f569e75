import { notifications } from "@mantine/notifications";
import { problemOf } from "../api/problem.ts";
import { problemInWords } from "./problemInWords.ts";

const closeButtonProps = { "aria-label": "Dismiss" };

/** Says in a corner what happened; screen readers hear it. */
export const tell = {
  done: (message: string) => notifications.show({ message, color: "gate", withBorder: true, closeButtonProps }),
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
