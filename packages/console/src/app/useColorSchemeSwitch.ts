import { t } from "@lingui/core/macro";
import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";

/** Light or dark; until it is used, the system's wish is followed. */
export function useColorSchemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme("light", { getInitialValueInEffect: false }) === "dark";
  return {
    isDark,
    label: isDark ? t`Switch to light` : t`Switch to dark`,
    change: () => setColorScheme(isDark ? "light" : "dark"),
  };
}
