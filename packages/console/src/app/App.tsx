import { I18nProvider } from "@lingui/react";
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { i18n } from "#i18n";
import { queryClient } from "./queryClient.ts";
import { router } from "./router.ts";
import { Said } from "./Said.tsx";
import { theme, variables } from "./theme.ts";

// The same key as public/assets/color-scheme-1.js, which applies it before the first paint.
const colorSchemeManager = localStorageColorSchemeManager({ key: "gatehouse-color-scheme" });

export function App() {
  return (
    <I18nProvider i18n={i18n}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={variables}
        defaultColorScheme="auto"
        colorSchemeManager={colorSchemeManager}
      >
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
          <Said />
        </QueryClientProvider>
      </MantineProvider>
    </I18nProvider>
  );
}
