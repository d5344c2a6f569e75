/** LibreChat's own access roles, with their bits. */
export const accessRoleBits: ReadonlyMap<string, number> = new Map([
  ...["agent", "promptGroup", "mcpServer", "remoteAgent", "skill", "codeEnvironment"].flatMap(
    (type): [string, number][] => [
      [`${type}_viewer`, 1],
      [`${type}_editor`, 3],
      [`${type}_owner`, 15],
    ],
  ),
  ["sharedLink_viewer", 1],
  ["sharedLink_owner", 15],
]);
