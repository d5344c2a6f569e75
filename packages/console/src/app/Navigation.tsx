import { t } from "@lingui/core/macro";
import { Badge, Stack, Text, VisuallyHidden } from "@mantine/core";
import { Fragment } from "react";
import { NavigationLink } from "../parts/links.tsx";
import { type Page, sections, usePages } from "./usePages.ts";

/** Shows only what the server says one may see. */
export function Navigation() {
  const pages = usePages();
  return (
    <Stack gap={2}>
      {sections.map((section) => {
        const shown = pages.filter((page) => page.section === section);
        if (shown.length === 0) return null;
        return (
          <Fragment key={section}>
            {section !== "Workspace" && (
              <Text size="xs" fw={600} c="dimmed" tt="uppercase" lts={0.5} px={10} pt="md" pb={4}>
                {section}
              </Text>
            )}
            {shown.map((page) => (
              <PageLink key={page.to} page={page} />
            ))}
          </Fragment>
        );
      })}
    </Stack>
  );
}

function PageLink({ page: { to, search, label, icon: Icon, isAnySearch, isHere, waiting = 0 } }: { page: Page }) {
  return (
    <NavigationLink
      to={to}
      label={label}
      leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
      {...(search && { search })}
      {...(isAnySearch && { activeOptions: { includeSearch: false } })}
      {...(isHere && { active: true })}
      {...(waiting > 0 && {
        rightSection: (
          <Badge size="sm" circle={waiting < 10}>
            {waiting > 99 ? "99+" : waiting}
            <VisuallyHidden> {t`new`}</VisuallyHidden>
          </Badge>
        ),
      })}
    />
  );
}
