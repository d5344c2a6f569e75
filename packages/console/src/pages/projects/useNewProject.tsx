import { t } from "@lingui/core/macro";
import { useNavigate } from "@tanstack/react-router";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { ProjectForm } from "./ProjectForm.tsx";

/** Opens the form for a new project; in another one where that is named. Where it is made, its page opens. */
export function useNewProject() {
  const navigate = useNavigate();
  return (parent: { _id: string; name: string } | null) =>
    openForm({
      title: parent ? t`New project in ${parent.name}` : t`New project`,
      children: (
        <ProjectForm
          parentId={parent?._id ?? null}
          onMade={({ _id }) => {
            closeForm();
            void navigate({ to: "/projects/$projectId", params: { projectId: _id }, ignoreBlocker: true });
          }}
        />
      ),
    });
}
