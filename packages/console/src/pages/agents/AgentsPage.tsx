import { t } from "@lingui/core/macro";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { Ownership } from "../../api/agents.ts";
import { useFeature } from "../../api/may.ts";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { OwnershipTabs, placeOf } from "../../parts/OwnershipTabs.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { whyNot } from "../../parts/whyNot.ts";
import { AgentGrid } from "./AgentGrid.tsx";

const route = getRouteApi("/signed-in/agents");

export function AgentsPage() {
  const { owner = "me", q = "" } = route.useSearch();
  const navigate = useNavigate();
  const use = useFeature("AGENTS.USE");
  const create = useFeature("AGENTS.CREATE");
  const show = (next: { owner?: Ownership; q?: string }) => {
    void navigate({ to: "/agents", search: placeOf({ owner, q, ...next }), replace: true });
  };
  return (
    <div className="page">
      <PageTitle
        title={t`Agents`}
        text={t`Assistants with instructions of their own. Talk to them, and share the ones that you make.`}
        actions={
          <GuardedButton whyNot={whyNot(use) ?? whyNot(create)} onClick={() => void navigate({ to: "/agents/new" })}>
            {t`New agent`}
          </GuardedButton>
        }
      />
      <OwnershipTabs
        labels={{ whose: t`Whose agents`, search: t`Search agents` }}
        owner={owner}
        search={q}
        onShow={show}
      >
        {(name) => <AgentGrid owner={name} search={q} />}
      </OwnershipTabs>
    </div>
  );
}
