import { ActionIcon } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";
import { useColorSchemeSwitch } from "./useColorSchemeSwitch.ts";

export function ColorSchemeSwitch() {
  const { isDark, label, change } = useColorSchemeSwitch();
  return (
    <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={change}>
      {isDark ? <IconSun size={19} stroke={1.7} /> : <IconMoon size={19} stroke={1.7} />}
    </ActionIcon>
  );
}
