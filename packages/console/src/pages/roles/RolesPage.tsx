import { t } from "@lingui/core/macro";
import { Badge, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { rolesQuery } from "../../api/roles.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useWhyNotCapable } from "../../parts/whyNot.ts";
import { RoleForm } from "./RoleForm.tsx";

export function RolesPage() {
  const whyNot = useWhyNotCapable("manage:roles");
  return (
    <div className="page">
      <PageTitle
        title={t`Roles`}
        text={t`What people may do in the product. Somebody with several roles has what any of them includes.`}
        actions={
          <GuardedButton whyNot={whyNot} onClick={() => openForm({ title: t`New role`, children: <RoleForm /> })}>
            {t`New role`}
          </GuardedButton>
        }
      />
      <Loaded>
        <RoleList />
      </Loaded>
    </div>
  );
}

export const builtInRoles: ReadonlySet<string> = new Set(["SUPER_ADMIN", "ADMIN", "MODERATOR", "USER"]);

function RoleList() {
  const { data: roles } = useSuspenseQuery(rolesQuery);
  if (roles.length === 0) return <NothingHere title={t`No roles`} text={t`You may not see any role.`} />;
  return (
    <ul className="plain-list panel" aria-label={t`Roles`}>
      {roles.map((role) => (
        <li key={role.name}>
          <div className="row">
            <div className="grow">
              <TextLink to="/roles/$roleName" params={{ roleName: role.name }} fw={500} c="var(--mantine-color-text)">
                {role.name}
              </TextLink>
              {role.description && (
                <Text size="sm" c="dimmed">
                  {role.description}
                </Text>
              )}
            </div>
            {builtInRoles.has(role.name) && (
              <Badge variant="default" tt="none" fw={500}>
                {t`built in`}
              </Badge>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
