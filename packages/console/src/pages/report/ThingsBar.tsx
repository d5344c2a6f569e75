import { t } from "@lingui/core/macro";
import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { isSearch } from "../../api/isSearch.ts";
import { SHARED_PAGE } from "../../api/report.ts";
import { SearchField } from "../../parts/SearchField.tsx";
import { KindOfThing } from "./KindOfThing.tsx";

interface ThingsBarProps {
  search: string;
  type: string | undefined;
  /** By what the address calls them; empty: no longer. */
  onNarrow(next: { q?: string; type?: string | undefined }): void;
  /** What else this list is narrowed or sorted by. */
  children: ReactNode;
}

/** Above a list of things: by a part of their names, and of which kind. */
export const ThingsBar = ({ search, type, onNarrow, children }: ThingsBarProps) => (
  <>
    <Group mb={isSearch(search) ? 4 : "md"} gap="sm" align="flex-end">
      <div className="list-search">
        <SearchField label={t`Search by name`} value={search} onSearch={(q) => onNarrow({ q })} />
      </div>
      <KindOfThing value={type} onChoose={(next) => onNarrow({ type: next })} />
      {children}
    </Group>
    {isSearch(search) && (
      <Text size="sm" c="dimmed" mb="md">
        {t`Agents, prompts, projects, tools and groups whose names you may hear: the first ${SHARED_PAGE}, by name.`}
      </Text>
    )}
  </>
);
