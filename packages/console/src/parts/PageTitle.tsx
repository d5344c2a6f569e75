import { t } from "@lingui/core/macro";
import { Group, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";

interface PageTitleProps {
  title: string;
  text?: ReactNode;
  /** What one can do on this page. */
  actions?: ReactNode;
}

/** The main heading of a page. Takes the focus when the page opens, so that screen readers and the keyboard begin there. */
export function PageTitle({ title, text, actions }: PageTitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // What somebody is already typing in or choosing from, while the page was still loading, keeps it.
    if (document.activeElement?.closest('input, textarea, [role="menu"], [role="dialog"], [aria-expanded="true"]'))
      return;
    heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = t`${title} · Gatehouse`;
  }, [title]);
  return (
    <header style={{ marginBottom: 20 }}>
      <Group justify="space-between" align="flex-start" gap="xs">
        <Title order={1} ref={heading} tabIndex={-1} style={{ minWidth: 0 }}>
          {title}
        </Title>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {text && (
        <Text component="div" c="dimmed" mt={6} maw={640}>
          {text}
        </Text>
      )}
    </header>
  );
}
