import { notifications } from "@mantine/notifications";
import { problemOf } from "../api/problem.ts";

const closeButtonProps = { "aria-label": "Dismiss" };

/** Says in a corner what happened; screen readers hear it. */
export const tell = {
  done: (message: string) => notifications.show({ message, color: "gate", withBorder: true, closeButtonProps }),
  failed: (error: unknown) => {
    const problem = problemOf(error);
    notifications.show({
      title: problem.message,
      message: problem.help ?? "",
      color: "red",
      withBorder: true,
      closeButtonProps,
      autoClose: 12_000,
      role: "alert",
    });
  },
};
