import { t } from "@lingui/core/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { deleteRole, roleQuery } from "../../api/roles.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useWhyNotCapable } from "../../parts/whyNot.ts";
import { Powers } from "../powers/Powers.tsx";
import { FeatureMatrixForm } from "./FeatureMatrixForm.tsx";
import { RoleForm } from "./RoleForm.tsx";
import { RoleMembers } from "./RoleMembers.tsx";
import { builtInRoles } from "./RolesPage.tsx";

const route = getRouteApi("/signed-in/roles/$roleName");

export function RolePage() {
  const { roleName } = route.useParams();
  return (
    <div className="page">
      <Loaded of={roleName} isPage>
        <OneRole key={roleName} name={roleName} />
      </Loaded>
    </div>
  );
}

function OneRole({ name }: { name: string }) {
  const {
    data: { role, etag },
  } = useSuspenseQuery(roleQuery(name));
  const mayNotChange = useWhyNotCapable("manage:roles");
  const mayNotGive = useWhyNotCapable("manage:users");
  const navigate = useNavigate();
  const deleting = useChange({
    call: () => deleteRole(name, etag),
    asks: () => ({
      title: t`Delete ${name}?`,
      text: t`Whoever has it as primary role gets USER. What was shared with the role ends.`,
      confirm: t`Delete the role`,
      danger: true,
      always: true,
    }),
    refresh: [["roles", "list"]],
    said: t`${name} is deleted`,
    onDone: () => navigate({ to: "/roles", ignoreBlocker: true }),
    gone: ["roles", "one", name],
  });
  return (
    <>
      <PageTitle
        title={role.name}
        text={role.description || t`What people with this role may do in the product.`}
        actions={
          <>
            <ButtonLink to="/roles" size="xs" variant="default">
              {t`All roles`}
            </ButtonLink>
            <GuardedButton
              size="xs"
              variant="default"
              whyNot={builtInRoles.has(name) ? t`Built-in roles keep their names.` : mayNotChange}
              onClick={() => openForm({ title: t`Change the role`, children: <RoleForm name={name} /> })}
            >
              {t`Rename`}
            </GuardedButton>
            <GuardedButton
              size="xs"
              variant="default"
              whyNot={builtInRoles.has(name) ? t`Built-in roles cannot be deleted.` : mayNotChange}
              onClick={() => deleting.mutate()}
            >
              {t`Delete`}
            </GuardedButton>
          </>
        }
      />
      <FeatureMatrixForm role={role} etag={etag} whyNot={mayNotChange} />
      <Loaded>
        <RoleMembers name={name} whyNot={mayNotGive} />
      </Loaded>
      <div style={{ marginBlockStart: 24 }}>
        <Loaded>
          <Powers holder={{ kind: "role", id: name, name: role.name }} manages="manage:roles" />
        </Loaded>
      </div>
    </>
  );
}
