import { t } from "@lingui/core/macro";
import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCloudOff, IconLock, IconMapQuestion } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { type ProblemError, problemOf } from "../api/problem.ts";
import { isOfServer, problemInWords } from "./problemInWords.ts";
import { useBackAgain } from "./useBackAgain.ts";

interface ProblemCardProps {
  error: unknown;
  onRetry?: () => void;
  /** In place of what the problem says in general, where it is known what was being done. */
  said?: string;
  /** The heading directly above, which the card need not say again. */
  below?: string;
  /** What can be done about it, besides. */
  children?: ReactNode;
}

/** What went wrong, what to do next, and a way to try again. */
export function ProblemCard({ error, onRetry, said, below, children }: ProblemCardProps) {
  const problem = problemOf(error);
  const words = problemInWords(problem);
  const { title, text, help } = said === undefined ? words : { title: words.title, text: said, help: null };
  const saidBy = (one: string) => (isOfServer(problem, one) ? { "data-said-by": "server" } : {});
  const Icon = iconOf(problem);
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A button that waits for its answer loses the focus: the keyboard would begin again at the top of the page.
    if (document.activeElement === document.body) card.current?.focus({ preventScroll: true });
  }, []);
  useBackAgain(problem.code === "offline", onRetry);
  const isMild = Icon === IconLock || Icon === IconMapQuestion;
  return (
    <Alert
      ref={card}
      tabIndex={-1}
      role="alert"
      variant="default"
      className={isMild ? "notice" : `notice ${problem.status === 412 ? "notice-careful" : "notice-failed"}`}
      icon={<Icon size={20} />}
      title={title === below ? undefined : <span {...saidBy(title)}>{title}</span>}
      radius="md"
    >
      <Stack gap="xs" align="flex-start">
        {text && (
          <Text size="sm" {...saidBy(text)}>
            {text}
          </Text>
        )}
        {help && (
          <Text size="sm" {...saidBy(help)}>
            {help}
          </Text>
        )}
        {problem.requestId && problem.status >= 500 && (
          <Text size="xs" c="dimmed">
            {t`Request ${problem.requestId}`}
          </Text>
        )}
        {children}
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t`Try again`}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** By what it is: in a stream the status has been sent long before, so that it says nothing. */
function iconOf({ status, code, reason, missing }: ProblemError) {
  if (code === "offline" || code === "stream-broken") return IconCloudOff;
  if (status === 404 || code === "resource-not-found") return IconMapQuestion;
  if (status === 403 || code === "forbidden" || code === "access-ended" || reason !== null || missing.length > 0)
    return IconLock;
  return IconAlertTriangle;
}
