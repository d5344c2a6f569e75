import { Avatar } from "@mantine/core";
import { IconApps, IconShieldCheck, IconUsersGroup, IconWorld } from "@tabler/icons-react";
import { initialsOf } from "./initialsOf.ts";

const icons: Readonly<Record<string, typeof IconApps>> = {
  group: IconUsersGroup,
  role: IconShieldCheck,
  service: IconApps,
  everyone: IconWorld,
  anyone: IconWorld,
};

/** Initials for a person, a sign for everything else. */
export function PrincipalIcon({ kind, name }: { kind: string; name: string }) {
  const Icon = icons[kind];
  if (!Icon)
    return (
      <Avatar size={30} color="gate" aria-hidden>
        {initialsOf(name)}
      </Avatar>
    );
  return (
    <Avatar size={30} aria-hidden color="gray">
      <Icon size={17} stroke={1.7} />
    </Avatar>
  );
}
