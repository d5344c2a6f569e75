import { t } from "@lingui/core/macro";
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { rolesQuery } from "../../api/roles.ts";

interface RoleSelectProps {
  label: string;
  value?: string;
  description?: string;
  onChange?(value: string): void;
}

const builtIn = ["USER", "MODERATOR", "ADMIN", "SUPER_ADMIN"];

/** The roles of the organization; the server refuses those that one may not give. */
export function RoleSelect({ label, value = "", description, onChange }: RoleSelectProps) {
  const { data } = useQuery({ ...rolesQuery, retry: false });
  const names = new Set([...builtIn, ...(data ?? []).map(({ name }) => name), ...(value ? [value] : [])]);
  return (
    <Select
      label={label}
      description={description}
      data={[...names]}
      value={value || null}
      placeholder={t`Choose a role`}
      allowDeselect={false}
      onChange={(next) => next && onChange?.(next)}
    />
  );
}
