import { t } from "@lingui/core/macro";
import { useNavigate } from "@tanstack/react-router";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { ToolForm } from "./ToolForm.tsx";

/** Opens the form for a new tool. Where it is made, its page opens. */
export function useNewTool() {
  const navigate = useNavigate();
  return () =>
    openForm({
      title: t`New tool`,
      isLarge: true,
      children: (
        <ToolForm
          former={null}
          onMade={({ _id }) => {
            closeForm();
            void navigate({ to: "/tools/$toolId", params: { toolId: _id }, ignoreBlocker: true });
          }}
        />
      ),
    });
}
