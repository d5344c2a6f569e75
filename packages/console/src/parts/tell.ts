import { notifications } from "@mantine/notifications";
import { problemOf } from "../api/problem.ts";

/** Says in a corner what happened; screen readers hear it. */
export const tell = {
  done: (message: string) => notifications.show({ message, color: "gate", withBorder: true }),
  failed: (error: unknown) => {
    const problem = problemOf(error);
    notifications.show({
      title: problem.message,
      message: problem.help ?? "",
      color: "red",
      withBorder: true,
      autoClose: 12_000,
      role: "alert",
    });
  },
};
