import { t } from "@lingui/core/macro";

/** What each power lets one do; those that one may give are the ones that one holds oneself. */
const words: Readonly<Record<string, string>> = {
  "access:admin": t`see the administration pages`,
  "assign:configs": t`assign settings to roles, groups and people`,
  "ban:users": t`ban people, for any time`,
  "ban:users:short": t`ban people for a short time`,
  "manage:agents": t`manage all agents`,
  "manage:assistants": t`manage all assistants`,
  "manage:balances": t`change balances`,
  "manage:code_environments": t`manage code environments`,
  "manage:configs": t`change system settings and models`,
  "manage:files": t`manage all files, without reading them`,
  "manage:groups": t`make, change and fill groups`,
  "manage:keys": t`see and revoke the keys of others`,
  "manage:mcpservers": t`manage all tools`,
  "manage:projects": t`manage all projects`,
  "manage:prompts": t`manage all prompts`,
  "manage:roles": t`make and change roles`,
  "manage:services": t`make services and their credentials`,
  "manage:sharedlinks": t`manage all shared links`,
  "manage:skills": t`manage all skills`,
  "manage:users": t`create, change and delete accounts`,
  "moderate:content": t`handle reports; hide and delete content`,
  "read:access": t`ask who can do what, and why`,
  "read:agents": t`see all agents`,
  "read:assistants": t`see all assistants`,
  "read:audit_log": t`read the audit trail`,
  "read:configs": t`see system settings and models`,
  "read:groups": t`see groups`,
  "read:insights": t`see statistics of agents`,
  "read:logs": t`see the system's log`,
  "read:prompts": t`see all prompts`,
  "read:roles": t`see roles`,
  "read:sharedlinks": t`see all shared links`,
  "read:skills": t`see all skills`,
  "read:usage": t`see statistics of people`,
  "read:users": t`see accounts`,
  "unseal:content": t`open sealed conversations and files, on record`,
  "view:as": t`see what somebody's workspace has, without titles`,
};

/** Those that everybody may ask about, whoever holds them. */
export const allPowers = Object.keys(words);

export const powerInWords = (capability: string): string => words[capability] ?? capability;
