import { t } from "@lingui/core/macro";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { Ownership } from "../../api/agents.ts";
import { useFeature } from "../../api/may.ts";
import { NO_CATEGORY } from "../../api/prompts.ts";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { OwnershipTabs, placeOf } from "../../parts/OwnershipTabs.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { whyNot } from "../../parts/whyNot.ts";
import { CategorySelect } from "./CategorySelect.tsx";
import { PromptGrid } from "./PromptGrid.tsx";

const route = getRouteApi("/signed-in/prompts");

const filters = [
  { value: "", label: t`All categories` },
  { value: NO_CATEGORY, label: t`No category` },
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
        ...placeOf(wanted),
        ...(wanted.category && { category: wanted.category }),
      },
      replace: true,
    });
  };
  return (
    <div className="page">
      <PageTitle
        title={t`Prompts`}
        text={t`Texts to begin a message with. Write them once, choose them in a chat, and share the ones that work.`}
        actions={
          <GuardedButton whyNot={whyNot(use) ?? whyNot(create)} onClick={() => void navigate({ to: "/prompts/new" })}>
            {t`New prompt`}
          </GuardedButton>
        }
      />
      <OwnershipTabs
        labels={{ whose: t`Whose prompts`, search: t`Search prompts` }}
        owner={owner}
        search={q}
        onShow={show}
        filter={{
          value: category,
          control: (
            <CategorySelect
              aria-label={t`Category`}
              before={filters}
              value={category}
              onChange={(chosen) => show({ category: chosen })}
            />
          ),
        }}
      >
        {(name) => <PromptGrid owner={name} search={q} category={category} />}
      </OwnershipTabs>
    </div>
  );
}
