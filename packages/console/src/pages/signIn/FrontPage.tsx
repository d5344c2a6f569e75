import { Center, Group, Paper, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { ColorSchemeSwitch } from "../../app/ColorSchemeSwitch.tsx";
import { Wordmark } from "../../app/Wordmark.tsx";

/** The frame of the pages before the sign-in. */
export function FrontPage({ children, width = 420 }: { children: ReactNode; width?: number }) {
  return (
    <Stack mih="100dvh" gap={0}>
      <Group component="header" justify="space-between" p="md">
        <Wordmark />
        <ColorSchemeSwitch />
      </Group>
      <Center component="main" style={{ flex: 1 }} px="md" pb={64}>
        <Paper className="panel" w="100%" maw={width} p="xl" shadow="xs">
          {children}
        </Paper>
      </Center>
    </Stack>
  );
}
