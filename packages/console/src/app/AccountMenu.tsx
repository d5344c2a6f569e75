import { Avatar, Menu, Text, UnstyledButton } from "@mantine/core";
import { IconFingerprint, IconLogout, IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { signOut } from "../api/auth.ts";
import { configQuery } from "../api/config.ts";
import { pictureOf } from "../api/pictures.ts";
import { kept } from "../parts/kept.ts";
import { tell } from "../parts/tell.tsx";
import { mayLeave } from "../parts/useUnsaved.ts";
import { useSession } from "./useSession.ts";

export function AccountMenu() {
  const user = useSession();
  const navigate = useNavigate();
  const { data: config } = useQuery(configQuery);
  if (!user) return null;
  const leadsOn = config?.openidAutoRedirect === true;
  const leave = async () => {
    if (!(await mayLeave())) return;
    kept.dropAll();
    const elsewhere = await signOut().catch((error: unknown) => {
      tell.failed(error);
      return null;
    });
    if (elsewhere) location.assign(elsewhere);
    // Whoever signs out stays out, where the sign-in page leads on by itself.
    else await navigate({ to: "/login", search: leadsOn ? { redirect: false } : {}, ignoreBlocker: true });
  };
  return (
    <Menu position="bottom-end" width={230} shadow="md">
      <Menu.Target>
        <UnstyledButton aria-label={`Account of ${user.name}`} style={{ borderRadius: "50%" }}>
          <Avatar key={user.avatar} src={pictureOf(user.avatar)} alt="" size={32} color="gate" variant="filled">
            <IconUser size={18} aria-hidden />
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label component="div">
          <Text size="sm" fw={600} c="var(--mantine-color-text)" truncate>
            {user.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {user.email}
          </Text>
          <Text size="xs" c="dimmed">
            {[user.gatehouseRole ?? user.role, config?.organization?.name].filter(Boolean).join(" · ")}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item leftSection={<IconFingerprint size={16} />} onClick={() => void navigate({ to: "/account" })}>
          Your account
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
