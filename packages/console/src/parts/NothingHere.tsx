import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface NothingHereProps {
  title: string;
  /** What to do to get something here. */
  text: string;
  icon?: ReactNode;
  action?: ReactNode;
}

export function NothingHere({ title, text, icon, action }: NothingHereProps) {
  return (
    <Stack className="panel" align="center" gap="xs" py={48} px="md" ta="center">
      {icon && <Text c="dimmed">{icon}</Text>}
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text c="dimmed" maw={440}>
        {text}
      </Text>
      {action}
    </Stack>
  );
}
