import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCloudOff, IconLock, IconMapQuestion } from "@tabler/icons-react";
import { problemOf } from "../api/problem.ts";

/** What went wrong, what to do next, and a way to try again. */
export function ProblemCard({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = problemOf(error);
  const Icon = { 0: IconCloudOff, 403: IconLock, 404: IconMapQuestion }[problem.status] ?? IconAlertTriangle;
  return (
    <Alert
      role="alert"
      variant="default"
      className={problem.status === 403 || problem.status === 404 ? "notice" : "notice notice-failed"}
      icon={<Icon size={20} />}
      title={problem.title}
      radius="md"
    >
      <Stack gap="xs" align="flex-start">
        {problem.message !== problem.title && <Text size="sm">{problem.message}</Text>}
        {problem.help && <Text size="sm">{problem.help}</Text>}
        {problem.requestId && problem.status >= 500 && (
          <Text size="xs" c="dimmed">
            Request {problem.requestId}
          </Text>
        )}
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
