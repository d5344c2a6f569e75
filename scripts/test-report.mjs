// From vitest's report to one line.

/**
 * @typedef {{ status: string, fullName?: string, failureMessages?: string[] | null }} TestResult
 * @typedef {{ status: string, assertionResults: TestResult[], name?: string, message?: string }} FileResult
 * @typedef {{ testResults: FileResult[], success?: boolean }} Report the parts of vitest's JSON report that we read
 */

/**
 * Counts tests. Whatever went wrong outside of a test counts as one failure, so that the closing line never says
 * "0 failed" about a run that did not go well.
 * @param {Report | null} report null if there is none
 * @param {{ exitCode: number, missing?: string[] }} run vitest's exit code; servers that are missing and must not be
 */
export function countResults(report, { exitCode, missing = [] }) {
  const problems = missing.map((name) => `${name} is missing, and with CI=true that is a failure.`);
  const counts = { passed: 0, failed: missing.length, skipped: 0, problems };
  for (const file of report?.testResults ?? []) {
    const failedBefore = counts.failed;
    for (const { status } of file.assertionResults) {
      if (status === "passed") counts.passed++;
      else if (status === "failed") counts.failed++;
      else counts.skipped++;
    }
    // The file itself did not load, or one of its hooks failed.
    if (file.status === "failed" && counts.failed === failedBefore) counts.failed++;
  }
  if (report === null) problems.push("The test runner ended without a report.");
  if (counts.failed === missing.length && exitCode !== 0) {
    if (report !== null) problems.push(`The test runner ended with exit code ${exitCode} though no test failed.`);
    counts.failed++;
  }
  return counts;
}

/**
 * Tests that failed and then passed: each may be a fault of the test, or of what it tests.
 * @param {Report | null} report
 */
export const secondTries = (report) =>
  (report?.testResults ?? []).flatMap((file) =>
    file.assertionResults
      .filter(({ status, failureMessages }) => status === "passed" && (failureMessages ?? []).length > 0)
      .map(
        ({ fullName = "", failureMessages }) =>
          `Passed at its second try: ${fullName} (${failureMessages?.[0]?.split("\n")[0]})`,
      ),
  );

/** @param {{ passed: number, failed: number, skipped: number }} counts */
export const closingLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;
