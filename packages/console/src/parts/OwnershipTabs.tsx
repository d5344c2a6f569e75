import { t } from "@lingui/core/macro";
import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import type { Ownership } from "../api/agents.ts";
import { CardGridSkeleton } from "./CardGrid.tsx";
import { Loaded } from "./Loaded.tsx";
import { SearchField } from "./SearchField.tsx";

const tabs: readonly (readonly [Ownership, string])[] = [
  ["me", t`Mine`],
  ["shared", t`Shared with me`],
  ["organization", t`Organization`],
];

interface OwnershipTabsProps {
  /** What is listed, in words: `Whose agents`, `Search agents`. */
  labels: { whose: string; search: string };
  owner: Ownership;
  search: string;
  /** What the page's address is to say from now on. */
  onShow(next: { owner?: Ownership; q?: string }): void;
  /** Another filter beside the search, and its choice. */
  filter?: { control: ReactNode; value: string };
  /** The list of one tab. */
  children(owner: Ownership): ReactNode;
}

/** A page of things by whose they are, with a search over each of the lists. */
export function OwnershipTabs({ labels, owner, search, onShow, filter, children }: OwnershipTabsProps) {
  return (
    <Tabs
      value={owner}
      keepMounted={false}
      onChange={(value) => onShow({ owner: tabs.find(([name]) => name === value)?.[0] ?? "me" })}
    >
      <Tabs.List mb="md" aria-label={labels.whose}>
        {tabs.map(([name, label]) => (
          <Tabs.Tab key={name} value={name}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <div className="search-and-filter">
        <SearchField label={labels.search} value={search} onSearch={(text) => onShow({ q: text })} />
        {filter?.control}
      </div>
      {tabs.map(([name]) => (
        <Tabs.Panel key={name} value={name}>
          <Loaded skeleton={<CardGridSkeleton />} of={`${name} ${filter?.value ?? ""} ${search}`}>
            {children(name)}
          </Loaded>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

/** The part of the address that says so; what is usual is left out. */
export const placeOf = ({ owner, q }: { owner: Ownership; q: string }) => ({
  ...(owner !== "me" && { owner }),
  ...(q && { q }),
});
