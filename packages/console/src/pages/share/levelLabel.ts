/** `agent_viewer` → `Viewer`. */
export function levelLabel(accessRoleId: string): string {
  const name = accessRoleId.slice(accessRoleId.lastIndexOf("_") + 1);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
