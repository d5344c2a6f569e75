import { Avatar } from "@mantine/core";
import { IconApps, IconKey, IconShieldCheck, IconUsersGroup, IconWorld } from "@tabler/icons-react";
import { initialsOf } from "./initialsOf.ts";

const icons: Readonly<Record<string, typeof IconApps>> = {
  group: IconUsersGroup,
  role: IconShieldCheck,
  service: IconApps,
  key: IconKey,
  everyone: IconWorld,
  anyone: IconWorld,
};

interface PrincipalIconProps {
  kind: string;
  name: string;
  /** Where a picture is fetched. One that is not there leaves the initials. */
  picture?: string | null;
  size?: number;
}

/** A picture or initials for a person or an agent, a sign for everything else. */
export function PrincipalIcon({ kind, name, picture = null, size = 30 }: PrincipalIconProps) {
  const Icon = icons[kind];
  if (!Icon)
    return (
      <Avatar key={picture} src={picture} size={size} color="gate" alt="" aria-hidden>
        {initialsOf(name)}
      </Avatar>
    );
  return (
    <Avatar size={size} aria-hidden color="gray">
      <Icon size={17} stroke={1.7} />
    </Avatar>
  );
}
