import { Tabs } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { Ownership } from "../../api/agents.ts";
import { useFeature } from "../../api/may.ts";
import { NO_CATEGORY } from "../../api/prompts.ts";
import { CardGridSkeleton } from "../../parts/CardGrid.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { whyNot } from "../../parts/whyNot.ts";
import { CategorySelect } from "./CategorySelect.tsx";
import { PromptGrid } from "./PromptGrid.tsx";

const route = getRouteApi("/signed-in/prompts");
const tabs: readonly (readonly [Ownership, string])[] = [
  ["me", "Mine"],
  ["shared", "Shared with me"],
  ["organization", "Organization"],
];
const filters = [
  { value: "", label: "All categories" },
  { value: NO_CATEGORY, label: "No category" },
];

export function PromptsPage() {
  const { owner = "me", q = "", category = "" } = route.useSearch();
  const navigate = useNavigate();
  const use = useFeature("PROMPTS.USE");
  const create = useFeature("PROMPTS.CREATE");
  const show = (next: { owner?: Ownership; q?: string; category?: string }) => {
    const wanted = { owner, q, category, ...next };
    void navigate({
      to: "/prompts",
      search: {
        ...(wanted.owner !== "me" && { owner: wanted.owner }),
        ...(wanted.q && { q: wanted.q }),
        ...(wanted.category && { category: wanted.category }),
      },
      replace: true,
    });
  };
  return (
    <div className="page">
      <PageTitle
        title="Prompts"
        text="Texts to begin a message with. Write them once, choose them in a chat, and share the ones that work."
        actions={
          <GuardedButton whyNot={whyNot(use) ?? whyNot(create)} onClick={() => void navigate({ to: "/prompts/new" })}>
            New prompt
          </GuardedButton>
        }
      />
      <Tabs
        value={owner}
        keepMounted={false}
        onChange={(value) => show({ owner: tabs.find(([name]) => name === value)?.[0] ?? "me" })}
      >
        <Tabs.List mb="md" aria-label="Whose prompts">
          {tabs.map(([name, label]) => (
            <Tabs.Tab key={name} value={name}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <div className="search-and-filter">
          <SearchField label="Search prompts" value={q} onSearch={(text) => show({ q: text })} />
          <CategorySelect
            aria-label="Category"
            before={filters}
            value={category}
            onChange={(chosen) => show({ category: chosen })}
          />
        </div>
        {tabs.map(([name]) => (
          <Tabs.Panel key={name} value={name}>
            <Loaded skeleton={<CardGridSkeleton />} of={`${name} ${category} ${q}`}>
              <PromptGrid owner={name} search={q} category={category} />
            </Loaded>
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  );
}
