import { t } from "@lingui/core/macro";
import { AppShell, Burger, Group, Loader } from "@mantine/core";
import { useDisclosure, useWindowEvent } from "@mantine/hooks";
import { modals } from "@mantine/modals";
import { Outlet, useRouter, useRouterState } from "@tanstack/react-router";
import { Suspense, useEffect, useRef } from "react";
import { session } from "../api/session.ts";
import { NearlySpent } from "../pages/balances/NearlySpent.tsx";
import { UnreadWarning } from "../pages/decisions/UnreadWarning.tsx";
import { closeForm } from "../parts/formDialog.tsx";
import { PageSkeleton } from "../parts/PageSkeleton.tsx";
import { AccountMenu } from "./AccountMenu.tsx";
import { ColorSchemeSwitch } from "./ColorSchemeSwitch.tsx";
import { Navigation } from "./Navigation.tsx";
import { OfflineBanner } from "./OfflineBanner.tsx";
import { PaletteButton } from "./palette/PaletteButton.tsx";
import { ShortcutsHelp } from "./ShortcutsHelp.tsx";
import { Wordmark } from "./Wordmark.tsx";

/** The frame of every page behind the sign-in: header, navigation, main. */
export function Shell() {
  const [isOpen, menu] = useDisclosure(false);
  const burger = useRef<HTMLButtonElement>(null);
  const router = useRouter();
  const isLoading = useRouterState({ select: (state) => state.isLoading });
  const path = useRouterState({ select: (state) => state.location.pathname });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu of small screens
  useEffect(() => menu.close(), [path]);

  useWindowEvent("keydown", (event) => {
    // What opens on top of it (a menu, a dialog) has taken the key already.
    if (event.key !== "Escape" || event.defaultPrevented || !isOpen) return;
    menu.close();
    burger.current?.focus();
  });

  // In a quiet moment, so that going to another page needs no wait, and no connection for its code.
  useEffect(() => {
    const quiet = setTimeout(() => {
      for (const { options } of Object.values(router.routesById))
        if (options.component && "preload" in options.component) void options.component.preload?.();
    }, 1_500);
    return () => clearTimeout(quiet);
  }, [router]);

  useEffect(
    () =>
      session.onEnd(() => {
        // What one was about to do belongs to the session that has ended.
        closeForm();
        modals.closeAll();
        if (router.state.location.pathname === "/login") return;
        const search = { redirect_to: router.state.location.href };
        void router.navigate({ to: "/login", search, ignoreBlocker: true });
      }),
    [router],
  );

  useEffect(
    () =>
      session.onDemand(() => {
        closeForm();
        modals.closeAll();
        const search = { redirect_to: router.state.location.href };
        void router.navigate({ to: "/two-factor", search, ignoreBlocker: true });
      }),
    [router],
  );

  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 216, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding={0}
      transitionDuration={0}
    >
      <a className="skip-link" href="#main">
        {t`Skip to content`}
      </a>
      <AppShell.Header style={{ background: "var(--panel)", borderColor: "var(--line)" }}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              ref={burger}
              opened={isOpen}
              onClick={menu.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isOpen ? t`Close navigation` : t`Open navigation`}
              aria-expanded={isOpen}
            />
            <Wordmark />
          </Group>
          <Group gap={6} wrap="nowrap">
            {isLoading && <Loader size="xs" aria-label={t`Loading`} />}
            <PaletteButton />
            <ShortcutsHelp />
            <ColorSchemeSwitch />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar
        className={isOpen ? "" : "closed-on-phones"}
        p="sm"
        aria-label={t`Main`}
        style={{ background: "var(--panel)", borderColor: "var(--line)", overflowY: "auto" }}
      >
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} style={{ outline: "none" }}>
        <OfflineBanner />
        <UnreadWarning />
        <NearlySpent />
        <Suspense fallback={<PageSkeleton />}>
          <Outlet />
        </Suspense>
      </AppShell.Main>
    </AppShell>
  );
}
