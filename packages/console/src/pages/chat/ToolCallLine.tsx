import { t } from "@lingui/core/macro";
import { Code, Text } from "@mantine/core";
import { functionInWords } from "../../api/chat.ts";
import type { ToolCall } from "../../api/conversations.ts";

/** What was called for an answer, in one line; opened, what was asked and what came back. */
export function ToolCallLine({ call }: { call: ToolCall }) {
  const name = functionInWords(call.name);
  const hasFailed = call.output.startsWith("error:");
  return (
    <details className="tool-call">
      <summary>
        <Text span size="sm" c="dimmed">
          {hasFailed ? t`Called` : t`Used`} {name}
          {hasFailed && `, ${t`which failed`}`}
        </Text>
      </summary>
      <Text size="xs" c="dimmed" mt={4}>
        {t`Asked`}
      </Text>
      <Code block tabIndex={0} aria-label={t`What ${name} was asked`}>
        {call.args}
      </Code>
      <Text size="xs" c="dimmed" mt={4}>
        {t`Answered`}
      </Text>
      <Code block tabIndex={0} aria-label={t`What ${name} answered`}>
        {call.output}
      </Code>
    </details>
  );
}
