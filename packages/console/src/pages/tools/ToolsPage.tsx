import { t } from "@lingui/core/macro";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { Ownership } from "../../api/agents.ts";
import { useFeature } from "../../api/may.ts";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { OwnershipTabs, placeOf } from "../../parts/OwnershipTabs.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { whyNot } from "../../parts/whyNot.ts";
import { ToolGrid } from "./ToolGrid.tsx";
import { useNewTool } from "./useNewTool.tsx";

const route = getRouteApi("/signed-in/tools");

export function ToolsPage() {
  const { owner = "me", q = "" } = route.useSearch();
  const navigate = useNavigate();
  const mayMake = useFeature("MCP_SERVERS.CREATE");
  const begin = useNewTool();
  const show = (next: { owner?: Ownership; q?: string }) => {
    void navigate({ to: "/tools", search: placeOf({ owner, q, ...next }), replace: true });
  };
  return (
    <div className="page">
      <PageTitle
        title={t`Tools`}
        text={t`Services that agents call while they answer, each made from its OpenAPI document. Give them to agents, and share them with people and groups.`}
        actions={
          <GuardedButton whyNot={whyNot(mayMake)} onClick={begin}>
            {t`New tool`}
          </GuardedButton>
        }
      />
      <OwnershipTabs labels={{ whose: t`Whose tools`, search: t`Search tools` }} owner={owner} search={q} onShow={show}>
        {(name) => <ToolGrid owner={name} search={q} />}
      </OwnershipTabs>
    </div>
  );
}
