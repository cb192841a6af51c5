/** The totals of both test runners from their JSON reports: plain counting, so that the last line can be trusted. */

/**
 * @typedef {{passed: number, failed: number, skipped: {name: string, reason: string}[], ran: boolean}} Totals
 */

/** @param {any} report vitest's JSON report @returns {Totals} */
export function vitestTotals(report) {
  const tests = (report.testResults ?? []).flatMap((file) =>
    (file.assertionResults ?? []).map((test) => ({ ...test, file: file.name })),
  );
  const of = (...states) => tests.filter((test) => states.includes(test.status));
  // A file that can't be loaded has no tests, and counts as one failure.
  const broken = (report.testResults ?? []).filter(
    (file) => file.status === "failed" && !(file.assertionResults ?? []).some((test) => test.status === "failed"),
  );
  return {
    passed: of("passed").length,
    failed: of("failed").length + broken.length,
    skipped: of("skipped", "pending", "todo", "disabled").map((test) => ({
      name: `${test.file.split("/").slice(-3).join("/")}: ${test.fullName}`,
      reason: skipReason(test),
    })),
    ran: of("passed", "failed").length > 0,
  };
}

/** @param {any} test */
function skipReason(test) {
  const note = test.meta?.reason ?? test.meta?.note ?? test.failureMessages?.find((text) => text);
  return note ?? (test.status === "todo" ? "not written yet" : "its condition does not hold here");
}

/** @param {any} report Playwright's JSON report @returns {Totals} */
export function playwrightTotals(report) {
  const walk = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(walk)];
  const tests = (report.suites ?? [])
    .flatMap(walk)
    .flatMap((spec) => spec.tests.map((test) => ({ name: `${spec.file}: ${spec.title}`, test })));
  const of = (...states) => tests.filter(({ test }) => states.includes(test.status));
  const skipped = of("skipped").map(({ name, test }) => ({
    name,
    reason:
      test.annotations?.find(({ type }) => type === "skip" || type === "fixme")?.description ??
      "not run after a failure",
  }));
  return {
    passed: of("expected", "flaky").length,
    failed: of("unexpected").length + ((report.errors ?? []).length > 0 && of("unexpected").length === 0 ? 1 : 0),
    skipped,
    ran: of("expected", "flaky", "unexpected").length > 0,
  };
}

/** @param {readonly Totals[]} all @returns {string[]} lines, the last one the totals */
export function summary(all) {
  const skipped = all.flatMap((totals) => totals.skipped);
  const sum = (key) => all.reduce((total, totals) => total + totals[key], 0);
  return [
    ...skipped.map(({ name, reason }) => `skipped  ${name}  (${reason})`),
    `${sum("passed")} passed, ${sum("failed")} failed, ${skipped.length} skipped`,
  ];
}
