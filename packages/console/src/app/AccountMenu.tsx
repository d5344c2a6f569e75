import { t } from "@lingui/core/macro";
import { Avatar, Menu, Text, UnstyledButton } from "@mantine/core";
import { IconFingerprint, IconLanguage, IconLogout, IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { changeLanguage, languages } from "#i18n";
import { configQuery } from "../api/config.ts";
import { pictureOf } from "../api/pictures.ts";
import { useSession } from "./useSession.ts";
import { useSignOut } from "./useSignOut.ts";

export function AccountMenu() {
  const user = useSession();
  const navigate = useNavigate();
  const { data: config } = useQuery(configQuery);
  const leave = useSignOut();
  if (!user) return null;
  return (
    <Menu position="bottom-end" width={230} shadow="md">
      <Menu.Target>
        <UnstyledButton aria-label={t`Account of ${user.name}`} style={{ borderRadius: "50%" }}>
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
        {languages.length > 1 && (
          <Menu.Sub>
            <Menu.Sub.Target>
              <Menu.Sub.Item leftSection={<IconLanguage size={16} />}>{t`Language`}</Menu.Sub.Item>
            </Menu.Sub.Target>
            <Menu.Sub.Dropdown>
              {languages.map((language) => (
                <Menu.Item key={language} lang={language} onClick={() => changeLanguage(language)}>
                  {new Intl.DisplayNames(language, { type: "language" }).of(language)}
                </Menu.Item>
              ))}
            </Menu.Sub.Dropdown>
          </Menu.Sub>
        )}
        <Menu.Item leftSection={<IconFingerprint size={16} />} onClick={() => void navigate({ to: "/account" })}>
          {t`Your account`}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          {t`Sign out`}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
