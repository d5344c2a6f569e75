import { t } from "@lingui/core/macro";
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useCapability } from "../../api/may.ts";
import { rolesQuery } from "../../api/roles.ts";

interface RoleSelectProps {
  label: string;
  value?: string;
  description?: string;
  /** Those that one may give, where that is known. */
  among?: readonly string[];
  onChange?(value: string): void;
}

/** Roles that can be given; where nobody has them yet, those that a new account may be made with. */
export function RoleSelect({ label, value = "", description, among, onChange }: RoleSelectProps) {
  const readsRoles = useCapability("read:roles") ?? false;
  const { data = [] } = useQuery({ ...rolesQuery, enabled: among === undefined && readsRoles, retry: false });
  const offered = among ?? ["USER", ...data.flatMap(({ name, mayMake }) => (mayMake ? name : []))];
  const names = new Set([...offered, ...(value ? [value] : [])]);
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
