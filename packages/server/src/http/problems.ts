export interface ProblemDefinition {
  status: number;
  title: string;
  /** What to do next. */
  help: string;
}

/**
 * Every error that Gatehouse answers, once. docs/reference/errors.md is generated from here.
 * Codes are stable; titles and helps may get better.
 */
export const problems = {
  "request-invalid": { status: 400, title: "The request is not valid", help: "Correct the fields named in `errors`." },
  "body-too-large": { status: 413, title: "The body is too large", help: "Send less at once." },
  "headers-too-large": { status: 431, title: "The headers are too large", help: "Send shorter headers and addresses." },
  "http-malformed": {
    status: 400,
    title: "This is not HTTP",
    help: "Send HTTP/1.1; check the client and what is between.",
  },
  "limits-unavailable": {
    status: 503,
    title: "What is limited cannot be counted now",
    help: "Try again in a moment; an operator sees to Redis, or sets GATEHOUSE_LIMITS_WITHOUT_REDIS.",
  },
  "request-timeout": { status: 408, title: "The request took too long", help: "Send it again, and faster." },
  "media-type-unsupported": { status: 415, title: "Unsupported media type", help: "Send JSON (application/json)." },
  "cursor-invalid": { status: 400, title: "The cursor is not valid", help: "Begin again without a cursor." },
  "route-not-found": { status: 404, title: "Endpoint not found", help: "See /api/openapi.json for what there is." },
  "not-signed-in": {
    status: 401,
    title: "Not signed in",
    help: "Sign in, and send the access token as a bearer token.",
  },
  "token-invalid": {
    status: 401,
    title: "The access token is not valid",
    help: "Refresh the session, or sign in again.",
  },
  "key-ended": {
    status: 401,
    title: "The API key has ended",
    help: "Make another one, or ask whoever gave it to you.",
  },
  "key-not-for-this": {
    status: 403,
    title: "API keys do not open this",
    help: "Use a key for the calls that `/api/openapi.json` marks with `x-opens-to-api-keys`; sign in for everything else.",
  },
  "key-read-only": {
    status: 403,
    title: "The API key is for reading only",
    help: "Use another key, or ask for one that may be used for this.",
  },
  "key-address-refused": {
    status: 403,
    title: "The API key is not for use from this address",
    help: "Use it from the addresses that it was made for, or have them changed.",
  },
  "too-many-keys": {
    status: 409,
    title: "There are too many API keys",
    help: "Revoke keys that nobody uses.",
  },
  "credentials-wrong": {
    status: 401,
    title: "Wrong address or password",
    help: "Check both, or ask an administrator to reset the password.",
  },
  "refresh-invalid": { status: 401, title: "The session has ended", help: "Sign in again." },
  "account-not-verified": {
    status: 403,
    title: "The account is not verified yet",
    help: "Follow the link in the mail, or ask an administrator.",
  },
  "email-not-verified": {
    status: 422,
    title: "Email not verified.",
    help: "Follow the link in the mail, or ask for another one.",
  },
  "link-invalid": {
    status: 400,
    title: "The link does not work",
    help: "It works once and for a short time: ask for another one.",
  },
  "invitation-invalid": {
    status: 400,
    title: "The invitation does not hold",
    help: "Register with the address that was invited, and ask whoever invited you for another link.",
  },
  "password-reset-disabled": {
    status: 403,
    title: "Setting a new password by mail is switched off",
    help: "Ask an administrator to send you a link.",
  },
  "account-deletion-disabled": {
    status: 403,
    title: "Deleting one's own account is switched off",
    help: "Ask an administrator.",
  },
  "address-not-confirmed": {
    status: 409,
    title: "The address was changed by somebody else, and is not confirmed",
    help: "The person signs in and opens the link that was sent there; until then it takes no link for a new password.",
  },
  "account-deactivated": { status: 403, title: "The account is deactivated", help: "Ask an administrator." },
  "account-banned": {
    status: 403,
    title: "The account is banned",
    help: "The detail says until when. A sign-in answers with a `ticket`: with it one reads why, and appeals (`POST /api/auth/ban`).",
  },
  "ban-ticket-over": {
    status: 401,
    title: "The time to read this is over",
    help: "Sign in once more, as you always do: you are shown it again.",
  },
  "report-limit": {
    status: 429,
    title: "That is enough reports for today",
    help: "Report the rest tomorrow; who administers this installation hears of what is urgent.",
  },
  "case-taken": {
    status: 409,
    title: "Somebody else looks at this already",
    help: "The detail says who. They can give it back; somebody of higher rank can take it over.",
  },
  "case-not-yours": {
    status: 409,
    title: "Take this first",
    help: "Whoever decides takes it first, so that no two decide the same.",
  },
  "decision-over": {
    status: 409,
    title: "This decision stands no more, or cannot be changed now",
    help: "The detail says why; look at it again.",
  },
  "appeal-refused": {
    status: 409,
    title: "There is no appeal against this now",
    help: "Each decision can be appealed once, in time; the detail says what stands in the way.",
  },
  "setting-pinned": {
    status: 409,
    title: "The setting is set where the server runs",
    help: "Take it out of the environment or the file there; then it can be changed here.",
  },
  "settings-lock-out": {
    status: 409,
    title: "Nobody could come in any more",
    help: "The detail says why. Set up another way to sign in first.",
  },
  "login-disabled": {
    status: 403,
    title: "Signing in with a password is switched off",
    help: "Use another way to sign in.",
  },
  "registration-closed": { status: 403, title: "Registration is closed", help: "Ask an administrator for an account." },
  "registration-domain": {
    status: 403,
    title: "This mail domain may not register",
    help: "Use an address of your organization.",
  },
  "setup-code-needed": {
    status: 403,
    title: "The set-up code is needed",
    help: "Give the set-up code that the server printed when it started.",
  },
  "passcode-needed": {
    status: 403,
    title: "This link has a passcode",
    help: "Send the passcode in the header `X-Share-Passcode`; ask whoever gave you the link.",
  },
  "passcode-wrong": { status: 403, title: "The passcode is wrong", help: "Ask whoever gave you the link." },
  "password-wrong": { status: 403, title: "The current password is wrong", help: "Give your current password." },
  "reauthentication-needed": {
    status: 403,
    title: "Say once more who you are",
    help: "Give your password, or sign in again, and repeat it within ten minutes.",
  },
  "second-factor-wrong": {
    status: 403,
    title: "The code is wrong",
    help: "Give the code that the app shows now, each once, or a backup code that was not used yet.",
  },
  "second-factor-over": {
    status: 401,
    title: "The sign-in took too long",
    help: "Sign in with the password again; the second step works for five minutes, once.",
  },
  "second-factor-needed": {
    status: 403,
    title: "Your role takes two-factor sign-in",
    help: "Set it up first: on the account page of the console, or by `POST /api/auth/2fa/enable` and `/confirm`.",
  },
  "last-way-in": {
    status: 409,
    title: "The last way in cannot go",
    help: "Set a password or link another provider first.",
  },
  "provider-unavailable": {
    status: 502,
    title: "The provider does not answer",
    help: "Try again in a moment; if it stays, ask whoever runs this installation.",
  },
  "address-banned": {
    status: 403,
    title: "Nobody comes in from this address",
    help: "Try from another network, or ask whoever runs this installation.",
  },
  "address-unsafe": {
    status: 409,
    title: "This would ban more than a stranger",
    help: "Look once more; if it is meant, name what `dangers` says in `evenThough`.",
  },
  "too-many-bans": { status: 409, title: "Too many addresses are banned", help: "Lift some, or ban wider ranges." },
  "rate-limited": { status: 429, title: "Too many requests", help: "Wait as long as `Retry-After` says." },
  "too-many-streams": {
    status: 429,
    title: "Too many answers at the same time",
    help: "Wait until one of your answers is finished.",
  },
  "resource-not-found": {
    status: 404,
    title: "Not found",
    help: "Check its name or id. If it is somebody else's, ask them to share it.",
  },
  forbidden: { status: 403, title: "Not allowed", help: "Ask whoever administers this for the right that is missing." },
  "feature-off": {
    status: 403,
    title: "Forbidden: Insufficient permissions",
    help: "Ask an administrator to switch the feature on for your role.",
  },
  "hand-on-refused": {
    status: 403,
    title: "You can hand on only what you hold",
    help: "Choose less, or ask an owner.",
  },
  "service-exceeds-own": {
    status: 403,
    title: "The service reaches more than you do",
    help: "Narrow the key to what you reach yourself, or ask somebody who reaches all of it to make it.",
  },
  conflict: {
    status: 409,
    title: "This conflicts with what is there",
    help: "Read the newest state and decide again.",
  },
  "already-exists": { status: 409, title: "It exists already", help: "Choose another name." },
  "group-full": {
    status: 409,
    title: "The group is full",
    help: "Take somebody out first; how many a group may hold is the operator's to say (`GROUPS_BY_MEMBERS_SIZE`).",
  },
  "too-many-groups": {
    status: 409,
    title: "You have as many groups as you may",
    help: "Delete one first; how many there may be is the operator's to say (`GROUPS_BY_MEMBERS_OWNED`).",
  },
  "request-open": {
    status: 409,
    title: "You have asked for this already",
    help: "Wait for the answer, or take your request back and ask again.",
  },
  "request-answered": {
    status: 409,
    title: "This request was answered already",
    help: "Read the list of requests again; what was given can be changed where the thing is shared.",
  },
  "request-in-vain": {
    status: 409,
    title: "This would not help",
    help: "The detail says what stands in the way, or that you have it already.",
  },
  "opening-in-vain": {
    status: 409,
    title: "You can see it already",
    help: "Open it as you open what is yours or shared with you; nothing was recorded.",
  },
  "review-over": {
    status: 409,
    title: "This review takes no changes any more",
    help: "Read it again; what was decided stands in its result.",
  },
  "id-retired": { status: 409, title: "This id was used before", help: "Ids are never used twice; choose another." },
  "version-mismatch": {
    status: 412,
    title: "It was changed in the meantime",
    help: "Read it again and repeat the change with the new `ETag`.",
  },
  "closure-changed": {
    status: 412,
    title: "What travels with it has changed",
    help: "Read the closure again, and repeat the call with the new one in `Gatehouse-Closure`, if it is still to be shared.",
  },
  "closure-grows": {
    status: 409,
    title: "Others would get what is added",
    help: "Look at what is added and who gets it, and repeat the call with this closure in `Gatehouse-Closure`.",
  },
  "state-invalid": {
    status: 400,
    title: "The file does not say what can be",
    help: "Each line that is wrong is named with its place; correct them, and plan again.",
  },
  "state-too-large": {
    status: 422,
    title: "The file changes too much at once",
    help: "Apply it section by section: a file may hold some of them only.",
  },
  "state-plan-stale": {
    status: 409,
    title: "The organization has changed since the plan",
    help: "Plan again, and look at what is different now.",
  },
  "state-refused": {
    status: 403,
    title: "Not all of it may be done",
    help: "Nothing was done. Each line that is refused is named with the reason; change these lines, and plan again.",
  },
  "past-too-large": {
    status: 422,
    title: "There is too much here to look back",
    help: "Restore a backup of that time beside this installation, and ask there.",
  },
  "dry-run-unsupported": {
    status: 400,
    title: "This call cannot be tried without being made",
    help: "Leave `Gatehouse-Dry-Run` out, or look which calls take it in /docs/openapi.",
  },
  "change-refused": {
    status: 409,
    title: "The change does not fit",
    help: "Look at what is there now, and change what stands in the way.",
  },
  "last-super-admin": {
    status: 409,
    title: "The last super admin cannot go",
    help: "Make somebody else super admin first.",
  },
  "question-too-costly": {
    status: 422,
    title: "These questions take too many conditions",
    help: "Ask about fewer at once, or share with simpler conditions.",
  },
  "not-current": {
    status: 503,
    title: "This server is not up to date",
    help: "Try again in a moment; it has lost its connection to the change log.",
  },
  "revision-not-reached": { status: 503, title: "The revision has not arrived here", help: "Try again in a moment." },
  "store-unavailable": { status: 503, title: "The database cannot be reached", help: "Try again in a moment." },
  "model-unavailable": { status: 502, title: "The model did not answer", help: "Try again, or choose another model." },
  "model-failed": {
    status: 502,
    title: "The model did not answer",
    help: "Try again; if it stays, ask whoever runs this installation to look at the model's endpoint.",
  },
  "model-silent": { status: 504, title: "The model took too long", help: "Try again, or ask for less at once." },
  "model-refused": {
    status: 400,
    title: "The model's endpoint refused the request",
    help: "Look at what the request asks for: not every model takes everything.",
  },
  "model-busy": {
    status: 429,
    title: "The model's endpoint has too much to do",
    help: "Try again later; `Retry-After` says when, where it is known.",
  },
  "access-ended": {
    status: 403,
    title: "Your access to this has ended",
    help: "What was answered until then is all that there is; ask whoever gave it to you.",
  },
  "model-not-available": {
    status: 403,
    title: "This model is not available to you",
    help: "Choose another model, or ask an administrator.",
  },
  "balance-insufficient": {
    status: 402,
    title: "There are not enough credits for this",
    help: "Ask something shorter or a cheaper model, wait for the next refill, or ask an administrator for credits.",
  },
  "budget-exhausted": {
    status: 402,
    title: "A budget is spent",
    help: "Wait until its period is over, or ask an administrator for a larger one; one's own cap is changed by `PUT /api/user/budget`.",
  },
  internal: { status: 500, title: "Something went wrong", help: "Try again; report the request id if it stays." },
} satisfies Record<string, ProblemDefinition>;

export type ProblemCode = keyof typeof problems;
